package weft.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketOption;
import java.util.Map;

/**
 * Sets and reads the options of {@code StandardSocketOptions} and {@code ExtendedSocketOptions}, by
 * their names. Belongs to one loop.
 */
public final class SocketOptions {
    private static final Map<String, Option> OPTIONS =
            Map.ofEntries(
                    socket("SO_REUSEADDR", Constants.SO_REUSEADDR),
                    socket("SO_REUSEPORT", Constants.SO_REUSEPORT),
                    socket("SO_KEEPALIVE", Constants.SO_KEEPALIVE),
                    socket("SO_BROADCAST", Constants.SO_BROADCAST),
                    socket("SO_SNDBUF", Constants.SO_SNDBUF),
                    socket("SO_RCVBUF", Constants.SO_RCVBUF),
                    socket("SO_LINGER", Constants.SO_LINGER),
                    tcp("TCP_NODELAY", Constants.TCP_NODELAY),
                    tcp("TCP_KEEPIDLE", Constants.TCP_KEEPIDLE),
                    tcp("TCP_KEEPINTERVAL", Constants.TCP_KEEPINTVL),
                    tcp("TCP_KEEPCOUNT", Constants.TCP_KEEPCNT),
                    tcp("TCP_QUICKACK", Constants.TCP_QUICKACK));

    private final SocketCalls sockets;
    private final MemorySegment value;
    private final MemorySegment length;

    private record Option(int level, int name) {}

    /**
     * Creates the helper of one loop.
     *
     * @param sockets the calls
     * @param arena what the memory of values lives as long as
     */
    public SocketOptions(SocketCalls sockets, Arena arena) {
        this.sockets = sockets;
        this.value = arena.allocate(8, Long.BYTES);
        this.length = arena.allocate(JAVA_INT);
    }

    private static Map.Entry<String, Option> socket(String javaName, int name) {
        return Map.entry(javaName, new Option(Constants.SOL_SOCKET, name));
    }

    private static Map.Entry<String, Option> tcp(String javaName, int name) {
        return Map.entry(javaName, new Option(Constants.IPPROTO_TCP, name));
    }

    private static Option find(SocketOption<?> option) {
        Option found = OPTIONS.get(option.name());
        if (found == null) {
            throw new UnsupportedOperationException("unknown socket option " + option.name());
        }
        return found;
    }

    /**
     * Sets an option.
     *
     * @param fd the socket
     * @param option the option
     * @param newValue its value, a {@code Boolean} or an {@code Integer}
     * @throws UnsupportedOperationException if the option is not known
     * @throws IllegalArgumentException if the value is of another type
     * @throws IOException if the system refuses it
     */
    public void set(int fd, SocketOption<?> option, @Nullable Object newValue) throws IOException {
        Option found = find(option);
        int number =
                switch (newValue) {
                    case Boolean flag -> flag ? 1 : 0;
                    case Integer integer -> integer;
                    case null, default ->
                            throw new IllegalArgumentException(
                                    "option " + option.name() + " cannot be " + newValue);
                };
        int result;
        if (found.name == Constants.SO_LINGER && found.level == Constants.SOL_SOCKET) {
            value.set(JAVA_INT, 0, number < 0 ? 0 : 1);
            value.set(JAVA_INT, 4, Math.max(number, 0));
            result = sockets.setsockopt(fd, found.level, found.name, value.address(), 8);
        } else {
            result = setInt(fd, found.level, found.name, number);
        }
        if (result < 0) {
            throw Errno.exception(-result, "set option", option.name());
        }
    }

    /**
     * Sets an option that is an int.
     *
     * @param fd the socket
     * @param level the option's level
     * @param name the option
     * @param number its value
     * @return 0, or a negated error number
     */
    public int setInt(int fd, int level, int name, int number) {
        value.set(JAVA_INT, 0, number);
        return sockets.setsockopt(fd, level, name, value.address(), Integer.BYTES);
    }

    /**
     * Reads an option.
     *
     * @param <T> the type of the value
     * @param fd the socket
     * @param option the option
     * @return its value
     * @throws UnsupportedOperationException if the option is not known
     * @throws IOException if the system refuses it
     */
    public <T> T get(int fd, SocketOption<T> option) throws IOException {
        Option found = find(option);
        int number = getInt(fd, found.level, found.name);
        if (found.name == Constants.SO_LINGER && found.level == Constants.SOL_SOCKET) {
            number = number == 0 ? -1 : value.get(JAVA_INT, 4);
        }
        Object answer = option.type() == Boolean.class ? (Object) (number != 0) : (Object) number;
        return option.type().cast(answer);
    }

    /**
     * Reads an option that is an int, or starts with one.
     *
     * @param fd the socket
     * @param level the option's level
     * @param name the option
     * @return its value
     * @throws IOException if the system refuses it, as for what is no socket
     */
    public int getInt(int fd, int level, int name) throws IOException {
        length.set(JAVA_INT, 0, 8);
        value.fill((byte) 0);
        int result = sockets.getsockopt(fd, level, name, value.address(), length.address());
        if (result < 0) {
            throw Errno.exception(-result, "read an option of", "descriptor " + fd);
        }
        return value.get(JAVA_INT, 0);
    }
}
