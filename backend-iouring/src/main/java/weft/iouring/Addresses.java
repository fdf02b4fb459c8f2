package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.linux.Errno;
import weft.linux.SocketAddresses;
import weft.linux.SocketCalls;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Binds sockets and reads their addresses. */
final class Addresses {
    private final SocketCalls sockets;
    private final Bounce bounce;

    Addresses(SocketCalls sockets, Bounce bounce) {
        this.sockets = sockets;
        this.bounce = bounce;
    }

    void bind(int fd, int family, SocketAddress local) throws IOException {
        MemorySegment name = bounce.address();
        int length = SocketAddresses.encode(local, family, name);
        int result = sockets.bind(fd, name.address(), length);
        if (result < 0) {
            throw Errno.exception(-result, "bind", local);
        }
    }

    /** Returns the local address, or null if the socket is unbound, unnamed or no socket. */
    @Nullable SocketAddress local(int fd) {
        MemorySegment name = bounce.address();
        int result = sockets.getsockname(fd, name.address(), bounce.lengthAddress());
        return result < 0 ? null : decode(name);
    }

    /** Returns the peer's address, or null if it is unnamed or gone already. */
    @Nullable SocketAddress remote(int fd) {
        MemorySegment name = bounce.address();
        int result = sockets.getpeername(fd, name.address(), bounce.lengthAddress());
        return result < 0 ? null : decode(name);
    }

    private @Nullable SocketAddress decode(MemorySegment name) {
        SocketAddress address;
        try {
            address = SocketAddresses.decode(name, bounce.length());
        } catch (IOException e) {
            // A family without a Java form, such as AF_VSOCK: there is no address to show.
            return null;
        }
        return switch (address) {
            case InetSocketAddress inet -> inet.getPort() == 0 ? null : inet;
            case UnixDomainSocketAddress unix -> unix.getPath().toString().isEmpty() ? null : unix;
            default -> address;
        };
    }
}
