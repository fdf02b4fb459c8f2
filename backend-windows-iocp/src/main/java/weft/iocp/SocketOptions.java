package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketOption;
import java.util.Map;

/**
 * Sets and reads the options of {@code StandardSocketOptions} and {@code ExtendedSocketOptions}, by
 * their names. SO_REUSEADDR is not among them: what Unix means by it Windows does anyway, and what
 * Windows means by it, sharing a port with strangers, nobody wants; see {@link IocpEndpoint}.
 */
final class SocketOptions {
    private static final Map<String, Option> OPTIONS =
            Map.ofEntries(
                    socket("SO_KEEPALIVE", Abi.SO_KEEPALIVE),
                    socket("SO_BROADCAST", Abi.SO_BROADCAST),
                    socket("SO_SNDBUF", Abi.SO_SNDBUF),
                    socket("SO_RCVBUF", Abi.SO_RCVBUF),
                    socket("SO_LINGER", Abi.SO_LINGER),
                    tcp("TCP_NODELAY", Abi.TCP_NODELAY),
                    tcp("TCP_KEEPIDLE", Abi.TCP_KEEPIDLE),
                    tcp("TCP_KEEPINTERVAL", Abi.TCP_KEEPINTVL),
                    tcp("TCP_KEEPCOUNT", Abi.TCP_KEEPCNT));

    /** The seconds that a socket without a connection has been connected. */
    private static final int NEVER_CONNECTED = -1;

    private final WindowsCalls calls;
    private final MemorySegment value;
    private final MemorySegment length;

    private record Option(int level, int name) {}

    SocketOptions(WindowsCalls calls, Arena arena) {
        this.calls = calls;
        value = arena.allocate(Abi.PROTOCOL_INFO_BYTES, Long.BYTES);
        length = arena.allocate(Integer.BYTES, Integer.BYTES);
    }

    private static Map.Entry<String, Option> socket(String javaName, int name) {
        return Map.entry(javaName, new Option(Abi.SOL_SOCKET, name));
    }

    private static Map.Entry<String, Option> tcp(String javaName, int name) {
        return Map.entry(javaName, new Option(Abi.IPPROTO_TCP, name));
    }

    private static Option find(SocketOption<?> option) {
        Option found = OPTIONS.get(option.name());
        if (found == null) {
            throw new UnsupportedOperationException("unknown socket option " + option.name());
        }
        return found;
    }

    void set(long socket, SocketOption<?> option, @Nullable Object newValue) throws IOException {
        Option found = find(option);
        int number = number(option, newValue);
        int result =
                isLinger(found)
                        ? setLinger(socket, number)
                        : setInt(socket, found.level, found.name, number);
        if (result < 0) {
            throw WindowsError.exception(-result, "set option", option.name());
        }
    }

    private static int number(SocketOption<?> option, @Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof Integer integer) {
            return integer;
        }
        throw new IllegalArgumentException("option " + option.name() + " cannot be " + value);
    }

    private static boolean isLinger(Option option) {
        return option.level == Abi.SOL_SOCKET && option.name == Abi.SO_LINGER;
    }

    /** Sets what a close does with bytes not yet sent; negative is the system's own way. */
    int setLinger(long socket, int seconds) {
        value.set(JAVA_SHORT, 0, (short) (seconds < 0 ? 0 : 1));
        value.set(JAVA_SHORT, Short.BYTES, (short) Math.min(Math.max(seconds, 0), 0xffff));
        return calls.setsockopt(
                socket, Abi.SOL_SOCKET, Abi.SO_LINGER, value.address(), 2 * Short.BYTES);
    }

    /** Sets an option and returns the answer of Windows. */
    int setInt(long socket, int level, int name, int number) {
        value.set(JAVA_INT, 0, number);
        return calls.setsockopt(socket, level, name, value.address(), Integer.BYTES);
    }

    /** Tells Windows that an accepted socket belongs to a listener. */
    int updateAcceptContext(long socket, long listener) {
        value.set(JAVA_LONG, 0, listener);
        return calls.setsockopt(
                socket, Abi.SOL_SOCKET, Abi.SO_UPDATE_ACCEPT_CONTEXT, value.address(), Long.BYTES);
    }

    /** Tells Windows that ConnectEx has connected a socket. */
    int updateConnectContext(long socket) {
        return calls.setsockopt(socket, Abi.SOL_SOCKET, Abi.SO_UPDATE_CONNECT_CONTEXT, 0, 0);
    }

    /** Tells whether a socket is a plain handle of the kernel's, with no layer in between. */
    boolean isKernelHandle(long socket) {
        int result = read(socket, Abi.SO_PROTOCOL_INFOW, Abi.PROTOCOL_INFO_BYTES);
        return result == 0 && (value.get(JAVA_INT, 0) & Abi.XP1_IFS_HANDLES) != 0;
    }

    /**
     * Tells whether a socket is free of any connection, so that AcceptEx may have it. Wine says no
     * after DisconnectEx with TF_REUSE_SOCKET, which it takes for a mere shutdown.
     */
    boolean isUnconnected(long socket) {
        int result = read(socket, Abi.SO_CONNECT_TIME, Integer.BYTES);
        return result == 0 && value.get(JAVA_INT, 0) == NEVER_CONNECTED;
    }

    /** Reads an option of the socket's own level into {@link #value}. */
    private int read(long socket, int option, int lengthBytes) {
        length.set(JAVA_INT, 0, lengthBytes);
        return calls.getsockopt(socket, Abi.SOL_SOCKET, option, value.address(), length.address());
    }

    <T> T get(long socket, SocketOption<T> option) throws IOException {
        Option found = find(option);
        length.set(JAVA_INT, 0, Integer.BYTES);
        value.asSlice(0, Long.BYTES).fill((byte) 0); // a flag may come as a single byte
        int result =
                calls.getsockopt(
                        socket, found.level, found.name, value.address(), length.address());
        if (result < 0) {
            throw WindowsError.exception(-result, "read option", option.name());
        }
        int number = value.get(JAVA_INT, 0);
        if (isLinger(found)) {
            boolean lingers = value.get(JAVA_SHORT, 0) != 0;
            number = lingers ? Short.toUnsignedInt(value.get(JAVA_SHORT, Short.BYTES)) : -1;
        }
        Object answer = option.type() == Boolean.class ? (Object) (number != 0) : (Object) number;
        return option.type().cast(answer);
    }
}
