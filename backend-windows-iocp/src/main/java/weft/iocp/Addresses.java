package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/**
 * Binds sockets and reads their addresses. The family is in the machine's byte order, port and
 * address in the network's. An IPv6 socket reaches an IPv4 peer under its mapped address, which the
 * JDK shows as the IPv4 address.
 */
final class Addresses {
    private static final ValueLayout.OfShort NETWORK_SHORT =
            JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long PORT = Abi.offset(Abi.SOCKADDR_IN, "sin_port");
    private static final long ADDRESS4 = Abi.offset(Abi.SOCKADDR_IN, "sin_addr");
    private static final long ADDRESS6 = Abi.offset(Abi.SOCKADDR_IN6, "sin6_addr");
    private static final long SCOPE6 = Abi.offset(Abi.SOCKADDR_IN6, "sin6_scope_id");

    private final WindowsCalls calls;
    private final MemorySegment name;
    private final MemorySegment length;

    Addresses(WindowsCalls calls, Arena arena) {
        this.calls = calls;
        name = arena.allocate(Abi.SOCKADDR_MAX_BYTES, Long.BYTES);
        length = arena.allocate(Integer.BYTES, Integer.BYTES);
    }

    /** Binds a socket. */
    void bind(long socket, int family, SocketAddress local) throws IOException {
        int bytes = encode(local, family);
        int result = calls.bind(socket, name.address(), bytes);
        if (result < 0) {
            throw WindowsError.exception(-result, "bind", local);
        }
    }

    /** Binds a socket to a free port of any address; returns an error code, negated. */
    int bindAnywhere(long socket, int family) {
        name.fill((byte) 0);
        name.set(JAVA_SHORT, 0, (short) family);
        return calls.bind(socket, name.address(), sizeOf(family));
    }

    /** Writes an address where {@link #address} is, and returns its length. */
    int encode(SocketAddress address, int family) throws IOException {
        if (!(address instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException("not an internet address: " + address);
        }
        if (inet.isUnresolved()) {
            throw new IllegalArgumentException("unresolved address: " + address);
        }
        name.fill((byte) 0);
        name.set(JAVA_SHORT, 0, (short) family);
        name.set(NETWORK_SHORT, PORT, (short) inet.getPort());
        InetAddress host = inet.getAddress();
        byte[] bytes = host.getAddress();
        if (host.isAnyLocalAddress()) {
            return sizeOf(family); // all zeros in either family
        }
        if (family == Abi.AF_INET6) {
            if (host instanceof Inet6Address six) {
                MemorySegment.copy(bytes, 0, name, JAVA_BYTE, ADDRESS6, bytes.length);
                name.set(JAVA_INT, SCOPE6, six.getScopeId());
            } else {
                name.set(JAVA_SHORT, ADDRESS6 + 10, (short) -1);
                MemorySegment.copy(bytes, 0, name, JAVA_BYTE, ADDRESS6 + 12, bytes.length);
            }
        } else if (host instanceof Inet4Address) {
            MemorySegment.copy(bytes, 0, name, JAVA_BYTE, ADDRESS4, bytes.length);
        } else {
            throw new SocketException("an IPv4 socket cannot use the address " + address);
        }
        return sizeOf(family);
    }

    private static int sizeOf(int family) {
        return (int) (family == Abi.AF_INET6 ? Abi.SOCKADDR_IN6 : Abi.SOCKADDR_IN).byteSize();
    }

    /** Returns where the last encoded address is. */
    long address() {
        return name.address();
    }

    /** Returns the local address, or null if the socket is not bound. */
    @Nullable SocketAddress local(long socket) {
        length.set(JAVA_INT, 0, Abi.SOCKADDR_MAX_BYTES);
        int result = calls.getsockname(socket, name.address(), length.address());
        return result < 0 ? null : decode();
    }

    /** Returns the peer's address, or null if there is none any more. */
    @Nullable SocketAddress remote(long socket) {
        length.set(JAVA_INT, 0, Abi.SOCKADDR_MAX_BYTES);
        int result = calls.getpeername(socket, name.address(), length.address());
        return result < 0 ? null : decode();
    }

    private @Nullable SocketAddress decode() {
        int port = Short.toUnsignedInt(name.get(NETWORK_SHORT, PORT));
        if (port == 0) {
            return null;
        }
        boolean isSix = name.get(JAVA_SHORT, 0) == Abi.AF_INET6;
        byte[] bytes = new byte[isSix ? 16 : 4];
        MemorySegment.copy(name, JAVA_BYTE, isSix ? ADDRESS6 : ADDRESS4, bytes, 0, bytes.length);
        int scope = isSix ? name.get(JAVA_INT, SCOPE6) : 0;
        try {
            InetAddress host =
                    scope == 0
                            ? InetAddress.getByAddress(bytes)
                            : Inet6Address.getByAddress(null, bytes, scope);
            return new InetSocketAddress(host, port);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are always an address", e);
        }
    }
}
