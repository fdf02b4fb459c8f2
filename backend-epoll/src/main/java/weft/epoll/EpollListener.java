package weft.epoll;

import org.jspecify.annotations.Nullable;

import weft.linux.CallMemory;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.readiness.ListenerSocket;
import weft.readiness.StreamSocket;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Makes the calls of a listening socket. One call accepts a connection and tells its peer. */
final class EpollListener extends EpollPollable implements ListenerSocket {
    private final int family;

    EpollListener(EpollFacility facility, int fd, int family) {
        super(facility, fd, true);
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
        int result = facility.names().bind(fd, family, local);
        if (result == -Errno.EADDRINUSE
                && family == Constants.AF_INET6
                && local instanceof InetSocketAddress inet
                && inet.getAddress().isAnyLocalAddress()) {
            facility.options().setInt(fd, Constants.IPPROTO_IPV6, Constants.IPV6_V6ONLY, 1);
            result = facility.names().bind(fd, family, local);
        }
        if (result < 0) {
            throw Errno.unnamed(-result, "bind");
        }
        result = facility.sockets().listen(fd, backlog);
        if (result < 0) {
            throw Errno.unnamed(-result, "bind");
        }
    }

    @Override
    public @Nullable StreamSocket accept() throws IOException {
        CallMemory memory = facility.memory();
        MemorySegment name = memory.roomForAddress();
        int result;
        do {
            result =
                    facility.sockets()
                            .accept4(
                                    fd,
                                    name.address(),
                                    memory.lengthAddress(),
                                    Constants.SOCK_NONBLOCK | Constants.SOCK_CLOEXEC);
        } while (isOfOneConnection(result));
        if (result == -Errno.EAGAIN) {
            return null;
        }
        if (result < 0) {
            throw Errno.unnamed(-result, "accept");
        }
        return new EpollStream(facility, result, family, facility.names().decoded());
    }

    /** Tells errors of a connection that ended while it waited, after which others may wait. */
    private static boolean isOfOneConnection(int result) {
        return switch (-result) {
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
