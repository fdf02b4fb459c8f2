package weft.iouring;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.LibC;
import weft.linux.SocketCalls;
import weft.spi.Capability;
import weft.spi.Descriptor;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;

/** Opens sockets, and examines descriptors that come from elsewhere. */
final class Descriptors {
    private final LibC libc;
    private final SocketCalls sockets;
    private final SocketOptions options;

    Descriptors(LibC libc, SocketCalls sockets, SocketOptions options) {
        this.libc = libc;
        this.sockets = sockets;
        this.options = options;
    }

    /** Returns the AF constant of a protocol family. */
    static int family(ProtocolFamily family) {
        return switch (family) {
            case StandardProtocolFamily.INET -> Constants.AF_INET;
            case StandardProtocolFamily.INET6 -> Constants.AF_INET6;
            case StandardProtocolFamily.UNIX -> Constants.AF_UNIX;
            default -> throw new UnsupportedOperationException("protocol family " + family.name());
        };
    }

    /** Returns the AF constant of a socket. */
    int family(int fd) throws IOException {
        return options.getInt(fd, Constants.SOL_SOCKET, Constants.SO_DOMAIN);
    }

    /** Returns the number that a descriptor stands for. */
    static int number(Descriptor descriptor) {
        return switch (descriptor) {
            case UringDescriptor own -> own.fd();
            case Descriptor.OfNumber number -> Math.toIntExact(number.number());
            case Descriptor.OfChannel channel ->
                    throw Capability.CHANNEL_DESCRIPTOR.absentFrom(IoUringBackend.NAME);
            case Descriptor.Own other ->
                    throw new IllegalArgumentException(other + " is another backend's");
        };
    }

    /** Opens a stream socket. */
    int openStream(int family) throws IOException {
        int fd = sockets.socket(family, Constants.SOCK_STREAM | Constants.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw UringEndpoint.failure(fd, "socket", null);
        }
        if (family == Constants.AF_INET6) {
            // As in java.nio: an IPv6 socket reaches IPv4 peers, too.
            options.setInt(fd, Constants.IPPROTO_IPV6, Constants.IPV6_V6ONLY, 0);
        }
        return fd;
    }

    /** Requires a connected or a listening stream socket. */
    void requireStream(int fd, boolean listening) throws IOException {
        int type = options.getInt(fd, Constants.SOL_SOCKET, Constants.SO_TYPE);
        int accepts = options.getInt(fd, Constants.SOL_SOCKET, Constants.SO_ACCEPTCONN);
        if (type != Constants.SOCK_STREAM || (accepts != 0) != listening) {
            String wanted = listening ? "listening" : "stream";
            throw new SocketException("descriptor " + fd + " is not a " + wanted + " socket");
        }
    }

    /** Requires a descriptor that is open. */
    void requireOpen(int fd) throws IOException {
        int result = libc.fcntl(fd, Constants.F_GETFD, 0);
        if (result < 0) {
            throw Errno.exception(-result, "watch", "descriptor " + fd);
        }
    }

    void makeNonBlocking(int fd) throws IOException {
        int flags = libc.fcntl(fd, Constants.F_GETFL, 0);
        int result = flags;
        if (flags >= 0) {
            result = libc.fcntl(fd, Constants.F_SETFL, flags | Constants.O_NONBLOCK);
        }
        if (result < 0) {
            throw Errno.exception(-result, "make non-blocking", "descriptor " + fd);
        }
    }
}
