package weft.linux;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.util.BitSet;

/** Opens sockets, and examines descriptors that come from elsewhere. Belongs to one loop. */
public final class Sockets {
    private final LibC libc;
    private final SocketCalls sockets;
    private final SocketOptions options;

    /** The numbers of descriptors that open endpoints of the loop own. */
    private final BitSet owned = new BitSet();

    /**
     * Creates the helper of one loop.
     *
     * @param libc the calls on descriptors
     * @param sockets the calls on sockets
     * @param options what reads and sets options
     */
    public Sockets(LibC libc, SocketCalls sockets, SocketOptions options) {
        this.libc = libc;
        this.sockets = sockets;
        this.options = options;
    }

    /**
     * Returns the address family of a protocol family.
     *
     * @param family one of {@link StandardProtocolFamily}
     * @return an AF_ constant
     * @throws UnsupportedOperationException if it is another
     */
    public static int family(ProtocolFamily family) {
        return switch (family) {
            case StandardProtocolFamily.INET -> Constants.AF_INET;
            case StandardProtocolFamily.INET6 -> Constants.AF_INET6;
            case StandardProtocolFamily.UNIX -> Constants.AF_UNIX;
            default -> throw new UnsupportedOperationException("protocol family " + family.name());
        };
    }

    /**
     * Returns the address family of a socket.
     *
     * @param fd the socket
     * @return an AF_ constant
     * @throws IOException if it is no socket
     */
    public int family(int fd) throws IOException {
        return options.getInt(fd, Constants.SOL_SOCKET, Constants.SO_DOMAIN);
    }

    /**
     * Opens a stream socket. As in java.nio, an IPv6 socket reaches IPv4 peers, too.
     *
     * @param family an AF_ constant
     * @param flags SOCK_ flags beyond SOCK_CLOEXEC
     * @return the descriptor, or a negated error number
     */
    public int openStream(int family, int flags) {
        int type = Constants.SOCK_STREAM | Constants.SOCK_CLOEXEC | flags;
        int fd = sockets.socket(family, type, 0);
        if (fd >= 0 && family == Constants.AF_INET6) {
            options.setInt(fd, Constants.IPPROTO_IPV6, Constants.IPV6_V6ONLY, 0);
        }
        return fd;
    }

    /**
     * Requires a stream socket that listens, or one that does not.
     *
     * @param fd the socket
     * @param listening whether it has to listen
     * @throws IOException if it is none of that kind
     */
    public void requireStream(int fd, boolean listening) throws IOException {
        int type = options.getInt(fd, Constants.SOL_SOCKET, Constants.SO_TYPE);
        int accepts = options.getInt(fd, Constants.SOL_SOCKET, Constants.SO_ACCEPTCONN);
        if (type != Constants.SOCK_STREAM || (accepts != 0) != listening) {
            String wanted = listening ? "listening" : "stream";
            throw new SocketException("descriptor " + fd + " is not a " + wanted + " socket");
        }
    }

    /**
     * Requires a descriptor that is open.
     *
     * @param fd the descriptor
     * @throws IOException if it is closed
     */
    public void requireOpen(int fd) throws IOException {
        int result = libc.fcntl(fd, Constants.F_GETFD, 0);
        if (result < 0) {
            throw Errno.exception(-result, "watch", "descriptor " + fd);
        }
    }

    /**
     * Requires a descriptor on which calls return instead of waiting, as waiting would stop a loop.
     *
     * @param fd the descriptor
     * @throws IllegalArgumentException if it is blocking
     * @throws IOException if it is closed
     */
    public void requireNonBlocking(int fd) throws IOException {
        int flags = libc.fcntl(fd, Constants.F_GETFL, 0);
        if (flags < 0) {
            throw Errno.exception(-flags, "borrow", "descriptor " + fd);
        }
        if ((flags & Constants.O_NONBLOCK) == 0) {
            throw new IllegalArgumentException(
                    "descriptor " + fd + " is blocking, set O_NONBLOCK with fcntl");
        }
    }

    /**
     * Notes that an endpoint of the loop owns a descriptor.
     *
     * @param fd the descriptor
     */
    public void own(int fd) {
        owned.set(fd);
    }

    /**
     * Notes that the endpoint that owned a descriptor is closed, or about to be. To be called while
     * the number cannot be anybody else's yet.
     *
     * @param fd the descriptor
     */
    public void disown(int fd) {
        owned.clear(fd);
    }

    /**
     * Requires a descriptor that no open endpoint of the loop owns, so that it may be borrowed.
     *
     * @param fd the descriptor, not negative
     * @throws IllegalStateException if one does
     */
    public void requireForeign(int fd) {
        if (owned.get(fd)) {
            throw new IllegalStateException(
                    "descriptor " + fd + " is used by a transport or a server of this loop");
        }
    }

    /**
     * Has calls on a descriptor return instead of waiting.
     *
     * @param fd the descriptor
     * @throws IOException if it is closed
     */
    public void makeNonBlocking(int fd) throws IOException {
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
