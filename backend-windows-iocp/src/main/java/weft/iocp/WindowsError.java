package weft.iocp;

import org.jspecify.annotations.Nullable;

import weft.spi.ResourceShortageException;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The one table from error codes of Windows to the JDK's exceptions.
 *
 * <p>Facts: sockets fail with codes of two families. A call fails with a Winsock code (10000 and
 * up); a packet carries an NTSTATUS, which becomes a Win32 code or a Winsock code depending on who
 * translates it. So everything that has to do with a connection stands here twice. The texts are
 * ours, because those of {@code FormatMessage} are in the user's language, and the engine tells
 * shortages and used addresses by them on every system.
 */
final class WindowsError {
    static final int ERROR_INVALID_HANDLE = 6;
    static final int ERROR_NETNAME_DELETED = 64;
    static final int ERROR_INVALID_PARAMETER = 87;
    static final int WAIT_TIMEOUT = 258;
    static final int ERROR_CANCELLED_BY_WINE = 676;
    static final int ERROR_OPERATION_ABORTED = 995;
    static final int ERROR_IO_PENDING = 997;
    static final int ERROR_NOT_FOUND = 1168;
    static final int ERROR_CONNECTION_REFUSED = 1225;
    static final int ERROR_PORT_UNREACHABLE = 1234;
    static final int ERROR_CONNECTION_ABORTED = 1236;
    static final int WSAEACCES = 10013;
    static final int WSAEINVAL = 10022;
    static final int WSAEMFILE = 10024;
    static final int WSAEWOULDBLOCK = 10035;
    static final int WSAENOTSOCK = 10038;
    static final int WSAEADDRINUSE = 10048;
    static final int WSAEADDRNOTAVAIL = 10049;
    static final int WSAENETUNREACH = 10051;
    static final int WSAECONNABORTED = 10053;
    static final int WSAECONNRESET = 10054;
    static final int WSAENOBUFS = 10055;
    static final int WSAEISCONN = 10056;
    static final int WSAENOTCONN = 10057;
    static final int WSAESHUTDOWN = 10058;
    static final int WSAETIMEDOUT = 10060;
    static final int WSAECONNREFUSED = 10061;
    static final int WSAEHOSTUNREACH = 10065;

    private static final String RESET = "Connection reset";
    private static final String ABORTED = "Connection aborted";
    private static final String REFUSED = "Connection refused";
    private static final String UNREACHABLE = "Network is unreachable";
    private static final String NO_ROUTE = "No route to host";
    private static final String TIMED_OUT = "Connection timed out";
    private static final String IN_USE = "Address already in use";
    private static final String NO_MEMORY = "Not enough memory";
    private static final String NO_BUFFERS = "No buffer space available";

    private static final Map<Integer, Entry> TABLE = table();

    /** What one code means. */
    private record Entry(String name, String text, Function<String, IOException> exception) {}

    private WindowsError() {}

    private static Map<Integer, Entry> table() {
        Map<Integer, Entry> table = new HashMap<>();
        addWin32(table);
        addWinsock(table);
        return Map.copyOf(table);
    }

    private static void addWin32(Map<Integer, Entry> table) {
        add(table, 5, "ERROR_ACCESS_DENIED", "Access is denied", SocketException::new);
        add(table, ERROR_INVALID_HANDLE, "ERROR_INVALID_HANDLE", "Bad handle", null);
        add(table, 8, "ERROR_NOT_ENOUGH_MEMORY", NO_MEMORY, ResourceShortageException::new);
        add(table, 14, "ERROR_OUTOFMEMORY", NO_MEMORY, ResourceShortageException::new);
        add(table, 59, "ERROR_UNEXP_NET_ERR", "Network error", SocketException::new);
        add(table, ERROR_NETNAME_DELETED, "ERROR_NETNAME_DELETED", RESET, SocketException::new);
        add(table, 87, "ERROR_INVALID_PARAMETER", "Invalid argument", null);
        add(table, 109, "ERROR_BROKEN_PIPE", "Broken pipe", SocketException::new);
        add(table, 121, "ERROR_SEM_TIMEOUT", TIMED_OUT, ConnectException::new);
        add(table, WAIT_TIMEOUT, "WAIT_TIMEOUT", "Timed out", SocketTimeoutException::new);
        add(table, ERROR_CANCELLED_BY_WINE, "error 676", "Operation aborted", SocketException::new);
        add(
                table,
                ERROR_OPERATION_ABORTED,
                "ERROR_OPERATION_ABORTED",
                "Operation aborted",
                SocketException::new);
        add(table, ERROR_IO_PENDING, "ERROR_IO_PENDING", "In progress", null);
        add(table, ERROR_NOT_FOUND, "ERROR_NOT_FOUND", "Not found", null);
        add(
                table,
                ERROR_CONNECTION_REFUSED,
                "ERROR_CONNECTION_REFUSED",
                REFUSED,
                ConnectException::new);
        add(table, 1226, "ERROR_GRACEFUL_DISCONNECT", RESET, SocketException::new);
        add(table, 1227, "ERROR_ADDRESS_ALREADY_ASSOCIATED", IN_USE, BindException::new);
        add(table, 1229, "ERROR_CONNECTION_INVALID", "Not connected", SocketException::new);
        add(table, 1231, "ERROR_NETWORK_UNREACHABLE", UNREACHABLE, NoRouteToHostException::new);
        add(table, 1232, "ERROR_HOST_UNREACHABLE", NO_ROUTE, NoRouteToHostException::new);
        add(
                table,
                ERROR_PORT_UNREACHABLE,
                "ERROR_PORT_UNREACHABLE",
                "Port unreachable",
                PortUnreachableException::new);
        add(table, 1235, "ERROR_REQUEST_ABORTED", ABORTED, SocketException::new);
        add(
                table,
                ERROR_CONNECTION_ABORTED,
                "ERROR_CONNECTION_ABORTED",
                ABORTED,
                SocketException::new);
        add(table, 1450, "ERROR_NO_SYSTEM_RESOURCES", NO_MEMORY, ResourceShortageException::new);
        add(table, 1453, "ERROR_WORKING_SET_QUOTA", NO_MEMORY, ResourceShortageException::new);
        add(table, 1455, "ERROR_COMMITMENT_LIMIT", NO_MEMORY, ResourceShortageException::new);
    }

    private static void addWinsock(Map<Integer, Entry> table) {
        add(table, 10004, "WSAEINTR", "Interrupted", null);
        add(table, 10009, "WSAEBADF", "Bad descriptor", SocketException::new);
        add(table, WSAEACCES, "WSAEACCES", "Permission denied", SocketException::new);
        add(table, 10014, "WSAEFAULT", "Bad address", null);
        add(table, WSAEINVAL, "WSAEINVAL", "Invalid argument", null);
        add(table, WSAEMFILE, "WSAEMFILE", "Too many open files", ResourceShortageException::new);
        add(table, WSAEWOULDBLOCK, "WSAEWOULDBLOCK", "Would have to wait", null);
        add(table, 10036, "WSAEINPROGRESS", "In progress", SocketException::new);
        add(table, 10037, "WSAEALREADY", "Already in progress", SocketException::new);
        add(table, WSAENOTSOCK, "WSAENOTSOCK", "Not a socket", SocketException::new);
        add(table, 10040, "WSAEMSGSIZE", "Message too long", SocketException::new);
        add(table, 10041, "WSAEPROTOTYPE", "Wrong protocol", ProtocolException::new);
        add(table, 10042, "WSAENOPROTOOPT", "No such option", SocketException::new);
        add(table, 10043, "WSAEPROTONOSUPPORT", "No such protocol", ProtocolException::new);
        add(table, 10045, "WSAEOPNOTSUPP", "Not supported", SocketException::new);
        add(table, 10047, "WSAEAFNOSUPPORT", "Address family not supported", SocketException::new);
        add(table, WSAEADDRINUSE, "WSAEADDRINUSE", IN_USE, BindException::new);
        add(
                table,
                WSAEADDRNOTAVAIL,
                "WSAEADDRNOTAVAIL",
                "Cannot assign requested address",
                BindException::new);
        add(table, 10050, "WSAENETDOWN", "Network is down", SocketException::new);
        add(table, WSAENETUNREACH, "WSAENETUNREACH", UNREACHABLE, NoRouteToHostException::new);
        add(table, 10052, "WSAENETRESET", RESET, SocketException::new);
        add(table, WSAECONNABORTED, "WSAECONNABORTED", ABORTED, SocketException::new);
        add(table, WSAECONNRESET, "WSAECONNRESET", RESET, SocketException::new);
        add(table, WSAENOBUFS, "WSAENOBUFS", NO_BUFFERS, ResourceShortageException::new);
        add(table, WSAEISCONN, "WSAEISCONN", "Already connected", SocketException::new);
        add(table, WSAENOTCONN, "WSAENOTCONN", "Not connected", SocketException::new);
        add(table, WSAESHUTDOWN, "WSAESHUTDOWN", "Broken pipe", SocketException::new);
        add(table, WSAETIMEDOUT, "WSAETIMEDOUT", TIMED_OUT, ConnectException::new);
        add(table, WSAECONNREFUSED, "WSAECONNREFUSED", REFUSED, ConnectException::new);
        add(table, 10064, "WSAEHOSTDOWN", "Host is down", NoRouteToHostException::new);
        add(table, WSAEHOSTUNREACH, "WSAEHOSTUNREACH", NO_ROUTE, NoRouteToHostException::new);
        add(table, 10101, "WSAEDISCON", RESET, SocketException::new);
    }

    private static void add(
            Map<Integer, Entry> table,
            int code,
            String name,
            String text,
            @Nullable Function<String, IOException> exception) {
        table.put(code, new Entry(name, text, exception == null ? IOException::new : exception));
    }

    /**
     * Builds the exception for a failed operation.
     *
     * @param code the error code, positive
     * @param operation what was attempted
     * @param address what it was attempted on, or null
     * @return an exception of the JDK's subclass that fits, with all three in its message
     */
    static IOException exception(int code, String operation, @Nullable Object address) {
        String message = message(code, operation, address);
        Entry entry = TABLE.get(code);
        if (entry == null) {
            return new IOException(message);
        }
        // A port held exclusively by somebody else is an access violation, says Windows.
        if (code == WSAEACCES && operation.equals("bind")) {
            return new BindException(message);
        }
        // A connection that was there and timed out is no failure to connect.
        boolean connects = operation.equals("connect");
        if (entry.text.equals(TIMED_OUT) && !connects) {
            return new SocketTimeoutException(message);
        }
        return entry.exception.apply(message);
    }

    private static String message(int code, String operation, @Nullable Object address) {
        StringBuilder message = new StringBuilder(operation);
        if (address != null) {
            message.append(' ').append(address);
        }
        Entry entry = TABLE.get(code);
        String text = entry == null ? "Failed" : entry.text;
        message.append(": ").append(text).append(" (").append(name(code)).append(')');
        String remedy = remedy(code);
        return remedy.isEmpty()
                ? message.toString()
                : message.append("; ").append(remedy).toString();
    }

    private static String remedy(int code) {
        return switch (code) {
            case WSAEMFILE -> "no more sockets can be opened: close some";
            case WSAENOBUFS ->
                    "Windows is out of socket buffers, or of ports to connect from: close"
                            + " connections, or widen the range with netsh int ipv4 set"
                            + " dynamicportrange";
            case WSAEACCES -> "the port may be reserved or in exclusive use by another process";
            default -> "";
        };
    }

    /** Returns the C name of a code, or {@code "error 42"} for one that is not in the table. */
    static String name(int code) {
        Entry entry = TABLE.get(code);
        return entry == null ? "error " + code : entry.name;
    }

    /** Returns the C names of all codes in the table. */
    static Map<Integer, String> names() {
        Map<Integer, String> names = new HashMap<>();
        TABLE.forEach((code, entry) -> names.put(code, entry.name));
        return names;
    }

    /**
     * Tells whether an operation ended because we cancelled it or closed its socket. Windows says
     * 995 after CancelIoEx; Wine says 676 for a socket closed under an operation, where Windows
     * says 64, 995 or 1236, of which the first is also what a reset by the peer looks like.
     */
    static boolean isCancelled(int code) {
        return code == ERROR_OPERATION_ABORTED || code == ERROR_CANCELLED_BY_WINE;
    }

    /** Tells whether an accept failed for one connection only, which had gone already. */
    static boolean isLostConnection(int code) {
        return switch (code) {
            case ERROR_NETNAME_DELETED,
                    121,
                    1235,
                    ERROR_CONNECTION_ABORTED,
                    WSAENETUNREACH,
                    WSAECONNABORTED,
                    WSAECONNRESET,
                    WSAENOTCONN,
                    WSAETIMEDOUT,
                    WSAEHOSTUNREACH ->
                    true;
            default -> false;
        };
    }
}
