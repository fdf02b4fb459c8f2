package weft.bench.netty;

import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;

import org.jspecify.annotations.Nullable;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.readiness.ListenerSocket;
import weft.readiness.StreamSocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Makes the calls of a listening socket. One call of Netty's accepts and tells the peer. */
final class NettyListener extends NettyPollable implements ListenerSocket {
    /** A byte for the length, and the longest form of an address: 16, scope and port. */
    static final int ADDRESS_BYTES = 26;

    private final Socket socket;
    private final int family;
    private final byte[] address = new byte[ADDRESS_BYTES];

    NettyListener(NettyEpollFacility facility, Socket socket, int family) {
        super(facility, socket, true);
        this.socket = socket;
        this.family = family;
    }

    /**
     * {@inheritDoc}
     *
     * <p>An {@code INET6} socket takes IPv4 connections, too, so that {@code ::} and {@code
     * 0.0.0.0} collide on one port, where asyncio binds both. Whoever is in the way keeps IPv4
     * then.
     */
    @Override
    public void listen(SocketAddress local, int backlog) throws IOException {
        try {
            facility.bind(number(), family, local);
        } catch (IOException e) {
            if (!isAnyOfBothFamilies(local)) {
                throw e;
            }
            facility.options().setInt(number(), Constants.IPPROTO_IPV6, Constants.IPV6_V6ONLY, 1);
            facility.bind(number(), family, local);
        }
        try {
            socket.listen(backlog);
        } catch (IOException e) {
            throw NettyErrors.translate(e, "bind");
        }
    }

    private boolean isAnyOfBothFamilies(SocketAddress local) {
        return family == Constants.AF_INET6
                && local instanceof InetSocketAddress inet
                && inet.getAddress().isAnyLocalAddress();
    }

    @Override
    public @Nullable StreamSocket accept() throws IOException {
        while (true) {
            try {
                int fd = socket.accept(address);
                return fd < 0 ? null : new NettyStream(facility, new Socket(fd), family, peer());
            } catch (NativeIoException e) {
                if (!isOfOneConnection(-e.expectedErr())) {
                    throw NettyErrors.translate(e, "accept");
                }
            }
        }
    }

    /** Returns the peer's address; that of the Unix domain is asked for when it is wanted. */
    private @Nullable SocketAddress peer() {
        return family == Constants.AF_UNIX
                ? null
                : NativeInetAddress.address(address, 1, address[0]);
    }

    /** Tells errors of a connection that ended while it waited, after which others may wait. */
    private static boolean isOfOneConnection(int errno) {
        return switch (errno) {
            case Errno.EINTR,
                    Errno.ECONNABORTED,
                    Errno.EPROTO,
                    Errno.ENETUNREACH,
                    Errno.EHOSTUNREACH ->
                    true;
            default -> false;
        };
    }
}
