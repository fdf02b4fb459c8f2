package weft.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;

/**
 * Encodes socket addresses into memory the kernel reads, and back.
 *
 * <p>Facts: the family is in host byte order, port and address in network order. An IPv6 socket
 * reaches an IPv4 peer under the mapped address ::ffff:a.b.c.d; the JDK shows such peers as IPv4
 * addresses, and so does {@link #decode}. A Unix-domain name of length zero is an unnamed socket;
 * one that starts with a zero byte is a name in the abstract name space, not a path.
 */
public final class SocketAddresses {
    /** Longest path of a Unix-domain socket in bytes; its final zero is counted separately. */
    public static final int UNIX_PATH_MAX_BYTES = 107;

    private static final ValueLayout.OfShort HOST_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfShort NET_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt HOST_INT = ValueLayout.JAVA_INT_UNALIGNED;

    private static final long PORT = Structs.offset(Structs.SOCKADDR_IN, "sin_port");
    private static final long ADDRESS4 = Structs.offset(Structs.SOCKADDR_IN, "sin_addr");
    private static final long ADDRESS6 = Structs.offset(Structs.SOCKADDR_IN6, "sin6_addr");
    private static final long SCOPE6 = Structs.offset(Structs.SOCKADDR_IN6, "sin6_scope_id");
    private static final long PATH = Structs.offset(Structs.SOCKADDR_UN, "sun_path");

    private SocketAddresses() {}

    /**
     * Returns the address family that reaches an address most directly.
     *
     * @param address an internet or Unix-domain address
     * @return AF_INET, AF_INET6 or AF_UNIX
     * @throws IllegalArgumentException if the address is of another kind or unresolved
     */
    public static int family(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) {
            return Constants.AF_UNIX;
        }
        return inet(address).getAddress() instanceof Inet4Address
                ? Constants.AF_INET
                : Constants.AF_INET6;
    }

    /**
     * Encodes an address for a socket of a family. An IPv4 address for an IPv6 socket becomes a
     * mapped address, the IPv4 wildcard the IPv6 wildcard.
     *
     * @param address an internet or Unix-domain address
     * @param family the socket's family
     * @param target at least {@link Structs#SOCKADDR_MAX_BYTES} bytes
     * @return the encoded length in bytes
     * @throws SocketException if the family cannot reach the address or a path is too long
     * @throws IllegalArgumentException if the address is of another kind or unresolved
     */
    public static int encode(SocketAddress address, int family, MemorySegment target)
            throws SocketException {
        if (address instanceof UnixDomainSocketAddress unix && family == Constants.AF_UNIX) {
            return encodeUnix(unix.getPath().toString().getBytes(PathCharset.NATIVE), target);
        }
        if (address instanceof UnixDomainSocketAddress || family == Constants.AF_UNIX) {
            throw mismatch(address, family);
        }
        InetSocketAddress inet = inet(address);
        if (family == Constants.AF_INET6) {
            return encode6(inet, target);
        }
        if (inet.getAddress() instanceof Inet4Address ipv4) {
            return encode4(inet.getPort(), ipv4, target);
        }
        if (inet.getAddress().isAnyLocalAddress()) {
            return encode4(inet.getPort(), new byte[4], target);
        }
        throw mismatch(address, family);
    }

    /**
     * Encodes the name of a Unix-domain socket.
     *
     * @param name a path, or a zero byte followed by an abstract name; empty for an unnamed socket
     * @param target at least {@link Structs#SOCKADDR_MAX_BYTES} bytes
     * @return the encoded length in bytes
     * @throws SocketException if the name is too long
     */
    public static int encodeUnix(byte[] name, MemorySegment target) throws SocketException {
        boolean isAbstract = name.length > 0 && name[0] == 0;
        int limit = isAbstract ? UNIX_PATH_MAX_BYTES + 1 : UNIX_PATH_MAX_BYTES;
        if (name.length > limit) {
            throw new SocketException(
                    "Unix-domain name of %d bytes; the kernel takes at most %d"
                            .formatted(name.length, limit));
        }
        target.set(HOST_SHORT, 0, (short) Constants.AF_UNIX);
        MemorySegment.copy(name, 0, target, JAVA_BYTE, PATH, name.length);
        if (name.length == 0 || isAbstract) {
            return (int) PATH + name.length;
        }
        target.set(JAVA_BYTE, PATH + name.length, (byte) 0);
        return (int) PATH + name.length + 1;
    }

    private static int encode4(int port, Inet4Address address, MemorySegment target) {
        return encode4(port, address.getAddress(), target);
    }

    private static int encode4(int port, byte[] address, MemorySegment target) {
        target.asSlice(0, Structs.SOCKADDR_IN.byteSize()).fill((byte) 0);
        target.set(HOST_SHORT, 0, (short) Constants.AF_INET);
        target.set(NET_SHORT, PORT, (short) port);
        MemorySegment.copy(address, 0, target, JAVA_BYTE, ADDRESS4, 4);
        return (int) Structs.SOCKADDR_IN.byteSize();
    }

    private static int encode6(InetSocketAddress inet, MemorySegment target) {
        target.asSlice(0, Structs.SOCKADDR_IN6.byteSize()).fill((byte) 0);
        target.set(HOST_SHORT, 0, (short) Constants.AF_INET6);
        target.set(NET_SHORT, PORT, (short) inet.getPort());
        InetAddress address = inet.getAddress();
        if (address instanceof Inet6Address ipv6) {
            MemorySegment.copy(ipv6.getAddress(), 0, target, JAVA_BYTE, ADDRESS6, 16);
            target.set(HOST_INT, SCOPE6, ipv6.getScopeId());
        } else if (!address.isAnyLocalAddress()) {
            target.set(HOST_SHORT, ADDRESS6 + 10, (short) -1);
            MemorySegment.copy(address.getAddress(), 0, target, JAVA_BYTE, ADDRESS6 + 12, 4);
        }
        return (int) Structs.SOCKADDR_IN6.byteSize();
    }

    /**
     * Decodes an address the kernel wrote.
     *
     * @param source the encoded address
     * @param lengthBytes its length
     * @return an internet address, or a Unix-domain address whose path is empty for an unnamed
     *     socket and for one whose name is not a path (see {@link #decodeUnix})
     * @throws SocketException if the family is unknown
     */
    public static SocketAddress decode(MemorySegment source, int lengthBytes)
            throws SocketException {
        int family = lengthBytes < 2 ? Constants.AF_UNIX : source.get(HOST_SHORT, 0);
        return switch (family) {
            case Constants.AF_INET -> inet(source, bytes(source, ADDRESS4, 4), 0);
            case Constants.AF_INET6 ->
                    inet(source, bytes(source, ADDRESS6, 16), source.get(HOST_INT, SCOPE6));
            case Constants.AF_UNIX -> unix(decodeUnix(source, lengthBytes));
            default -> throw new SocketException("unknown address family " + family);
        };
    }

    /**
     * Decodes the name of a Unix-domain socket.
     *
     * @param source the encoded address
     * @param lengthBytes its length
     * @return the path without its final zero, or an abstract name with its leading zero, or
     *     nothing
     */
    public static byte[] decodeUnix(MemorySegment source, int lengthBytes) {
        byte[] name = bytes(source, PATH, Math.max(0, lengthBytes - (int) PATH));
        if (name.length == 0 || name[0] == 0) {
            return name;
        }
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return Arrays.copyOf(name, end);
    }

    private static SocketAddress unix(byte[] name) throws SocketException {
        if (name.length == 0 || name[0] == 0) {
            return UnixDomainSocketAddress.of("");
        }
        try {
            return UnixDomainSocketAddress.of(new String(name, PathCharset.NATIVE));
        } catch (InvalidPathException e) {
            SocketException failure = new SocketException("not a path: " + Arrays.toString(name));
            failure.initCause(e);
            throw failure;
        }
    }

    private static SocketAddress inet(MemorySegment source, byte[] address, int scope)
            throws SocketException {
        int port = Short.toUnsignedInt(source.get(NET_SHORT, PORT));
        try {
            InetAddress inet =
                    scope == 0
                            ? InetAddress.getByAddress(address)
                            : Inet6Address.getByAddress(null, address, scope);
            return new InetSocketAddress(inet, port);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are always an address", e);
        }
    }

    private static byte[] bytes(MemorySegment source, long offset, int count) {
        byte[] bytes = new byte[count];
        MemorySegment.copy(source, JAVA_BYTE, offset, bytes, 0, count);
        return bytes;
    }

    private static InetSocketAddress inet(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException(
                    "not an internet or Unix-domain address: " + address);
        }
        if (inet.isUnresolved()) {
            throw new IllegalArgumentException("unresolved address: " + address);
        }
        return inet;
    }

    private static SocketException mismatch(SocketAddress address, int family) {
        return new SocketException(
                "a socket of address family " + family + " cannot use the address " + address);
    }

    /** The character set of paths. */
    private static final class PathCharset {
        static final Charset NATIVE =
                Charset.forName(
                        System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));
    }
}
