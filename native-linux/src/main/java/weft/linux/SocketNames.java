package weft.linux;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Binds sockets and reads their addresses. Belongs to one loop. */
public final class SocketNames {
    private final SocketCalls sockets;
    private final CallMemory memory;

    /**
     * Creates the helper of one loop.
     *
     * @param sockets the calls
     * @param memory where addresses are encoded
     */
    public SocketNames(SocketCalls sockets, CallMemory memory) {
        this.sockets = sockets;
        this.memory = memory;
    }

    /**
     * Gives a socket its local address.
     *
     * @param fd the socket
     * @param family its address family
     * @param local the address
     * @return 0, or a negated error number
     * @throws IOException if an address of that kind does not fit the family
     */
    public int bind(int fd, int family, SocketAddress local) throws IOException {
        MemorySegment name = memory.roomForAddress();
        int length = SocketAddresses.encode(local, family, name);
        return sockets.bind(fd, name.address(), length);
    }

    /**
     * Connects a socket.
     *
     * @param fd the socket
     * @param family its address family
     * @param remote the peer
     * @return 0, or a negated error number
     * @throws IOException if an address of that kind does not fit the family
     */
    public int connect(int fd, int family, SocketAddress remote) throws IOException {
        MemorySegment name = memory.roomForAddress();
        int length = SocketAddresses.encode(remote, family, name);
        return sockets.connect(fd, name.address(), length);
    }

    /**
     * Returns the local address.
     *
     * @param fd the socket
     * @return the address, or null if the socket is unbound, unnamed or no socket
     */
    public @Nullable SocketAddress local(int fd) {
        MemorySegment name = memory.roomForAddress();
        int result = sockets.getsockname(fd, name.address(), memory.lengthAddress());
        return result < 0 ? null : decoded();
    }

    /**
     * Returns the peer's address.
     *
     * @param fd the socket
     * @return the address, or null if it is unnamed or gone already
     */
    public @Nullable SocketAddress remote(int fd) {
        MemorySegment name = memory.roomForAddress();
        int result = sockets.getpeername(fd, name.address(), memory.lengthAddress());
        return result < 0 ? null : decoded();
    }

    /**
     * Returns the address that a call has left in the memory.
     *
     * @return the address, or null if it is unnamed
     */
    public @Nullable SocketAddress decoded() {
        SocketAddress address;
        try {
            address = SocketAddresses.decode(memory.address(), memory.length());
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
