package weft.linux;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/**
 * Turns error numbers into exceptions: the one table that every Linux backend uses.
 *
 * <p>The exception is of the JDK's specific class where there is one, so that code written against
 * {@code java.net} finds what it expects, and its message names the operation, the address, the
 * error and, where a limit was hit, the limit and the remedy.
 */
public final class Errno {
    /** Operation not permitted. */
    public static final int EPERM = 1;

    /** No such file or directory. */
    public static final int ENOENT = 2;

    /** Interrupted by a signal. */
    public static final int EINTR = 4;

    /** Input/output error. */
    public static final int EIO = 5;

    /** Bad descriptor. */
    public static final int EBADF = 9;

    /** Not possible without waiting; try again. */
    public static final int EAGAIN = 11;

    /** Out of memory, or of memory that may be locked. */
    public static final int ENOMEM = 12;

    /** Permission denied. */
    public static final int EACCES = 13;

    /** Bad address. */
    public static final int EFAULT = 14;

    /** Busy. */
    public static final int EBUSY = 16;

    /** Already exists. */
    public static final int EEXIST = 17;

    /** Invalid argument. */
    public static final int EINVAL = 22;

    /** The system has too many open files. */
    public static final int ENFILE = 23;

    /** The process has too many open files. */
    public static final int EMFILE = 24;

    /** Nobody reads the pipe or connection any more. */
    public static final int EPIPE = 32;

    /** The kernel has no such system call. */
    public static final int ENOSYS = 38;

    /** A timer expired. */
    public static final int ETIME = 62;

    /** Protocol error. */
    public static final int EPROTO = 71;

    /** Bad descriptor state; io_uring: a completion was dropped. */
    public static final int EBADFD = 77;

    /** Not a socket. */
    public static final int ENOTSOCK = 88;

    /** Message too long. */
    public static final int EMSGSIZE = 90;

    /** Not supported by this kind of descriptor. */
    public static final int EOPNOTSUPP = 95;

    /** Address family not supported. */
    public static final int EAFNOSUPPORT = 97;

    /** Address in use. */
    public static final int EADDRINUSE = 98;

    /** Not an address of this machine. */
    public static final int EADDRNOTAVAIL = 99;

    /** Network unreachable. */
    public static final int ENETUNREACH = 101;

    /** Connection aborted before it was accepted. */
    public static final int ECONNABORTED = 103;

    /** Connection reset by the peer. */
    public static final int ECONNRESET = 104;

    /** Out of buffers. */
    public static final int ENOBUFS = 105;

    /** Already connected. */
    public static final int EISCONN = 106;

    /** Not connected. */
    public static final int ENOTCONN = 107;

    /** Timed out. */
    public static final int ETIMEDOUT = 110;

    /** Connection refused. */
    public static final int ECONNREFUSED = 111;

    /** No route to the host. */
    public static final int EHOSTUNREACH = 113;

    /** Already being done. */
    public static final int EALREADY = 114;

    /** Begun, not finished. */
    public static final int EINPROGRESS = 115;

    /** Cancelled. */
    public static final int ECANCELED = 125;

    private Errno() {}

    /**
     * Builds the exception for an error number.
     *
     * @param errno the error number, positive
     * @param operation what was attempted, such as {@code "connect"} or {@code "bind"}
     * @param address what it was attempted on, or null
     * @return the exception, of the JDK's specific class where there is one
     */
    public static IOException exception(int errno, String operation, @Nullable Object address) {
        return exception(errno, operation, message(errno, operation, address));
    }

    private static IOException exception(int errno, String operation, String message) {
        return switch (errno) {
            case ECONNREFUSED ->
                    operation.startsWith("rec")
                            ? new PortUnreachableException(message)
                            : new ConnectException(message);
            // As in java.net, a connect that times out is a failed connect.
            case ETIMEDOUT ->
                    operation.equals("connect")
                            ? new ConnectException(message)
                            : new SocketTimeoutException(message);
            case EHOSTUNREACH, ENETUNREACH -> new NoRouteToHostException(message);
            case EADDRINUSE, EADDRNOTAVAIL -> new BindException(message);
            case EACCES ->
                    operation.equals("bind")
                            ? new BindException(message)
                            : new SocketException(message);
            case EPROTO -> new ProtocolException(message);
            case EPIPE,
                    ENOTSOCK,
                    EMSGSIZE,
                    EOPNOTSUPP,
                    EAFNOSUPPORT,
                    ECONNABORTED,
                    ECONNRESET,
                    EISCONN,
                    ENOTCONN,
                    EMFILE,
                    ENFILE,
                    ENOBUFS,
                    ENOENT,
                    EALREADY,
                    EINPROGRESS ->
                    new SocketException(message);
            default -> new IOException(message);
        };
    }

    /**
     * Builds the exception for an error number with no more than the error in its message, for
     * callers who add what was attempted on which address.
     *
     * @param errno the error number, positive
     * @param operation what was attempted, on which the class may depend
     * @return the exception, of the JDK's specific class where there is one
     */
    public static IOException unnamed(int errno, String operation) {
        return exception(errno, operation, textAndRemedy(errno));
    }

    /**
     * Says what an operation failed with, in one line.
     *
     * @param errno the error number, positive
     * @param operation what was attempted
     * @param address what it was attempted on, or null
     * @return operation, address, error and, where a limit was hit, the remedy
     */
    public static String message(int errno, String operation, @Nullable Object address) {
        StringBuilder message = new StringBuilder(operation);
        if (address != null) {
            message.append(' ').append(address);
        }
        return message.append(": ").append(textAndRemedy(errno)).toString();
    }

    private static String textAndRemedy(int errno) {
        String text = text(errno) + " (" + name(errno) + ")";
        String remedy = remedy(errno);
        return remedy.isEmpty() ? text : text + "; " + remedy;
    }

    /**
     * Says whether an error means that a resource ran out, so that trying again later may help.
     *
     * @param errno the error number, positive
     * @return true for exhausted descriptors, buffers and memory
     */
    public static boolean isExhaustion(int errno) {
        return errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    }

    private static String remedy(int errno) {
        return switch (errno) {
            case EMFILE -> "this process is at its limit of open files: raise it with ulimit -n";
            case ENFILE -> "the system is at its limit of open files: raise fs.file-max";
            case ENOBUFS ->
                    "the kernel is out of network buffers: see net.core and net.ipv4.tcp_mem";
            case ENOMEM ->
                    "memory, or the memory this process may lock, is used up:"
                            + " raise ulimit -l or the container's memory limit";
            default -> "";
        };
    }

    /**
     * Returns the C name of an error number.
     *
     * @param errno the error number, positive
     * @return the name, such as {@code "EPIPE"}, or {@code "errno 42"} for one not in the table
     */
    public static String name(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM";
            case ENOENT -> "ENOENT";
            case EINTR -> "EINTR";
            case EIO -> "EIO";
            case EBADF -> "EBADF";
            case EAGAIN -> "EAGAIN";
            case ENOMEM -> "ENOMEM";
            case EACCES -> "EACCES";
            case EFAULT -> "EFAULT";
            case EBUSY -> "EBUSY";
            case EEXIST -> "EEXIST";
            case EINVAL -> "EINVAL";
            case ENFILE -> "ENFILE";
            case EMFILE -> "EMFILE";
            case EPIPE -> "EPIPE";
            case ENOSYS -> "ENOSYS";
            case ETIME -> "ETIME";
            case EPROTO -> "EPROTO";
            case EBADFD -> "EBADFD";
            case ENOTSOCK -> "ENOTSOCK";
            case EMSGSIZE -> "EMSGSIZE";
            case EOPNOTSUPP -> "EOPNOTSUPP";
            case EAFNOSUPPORT -> "EAFNOSUPPORT";
            case EADDRINUSE -> "EADDRINUSE";
            case EADDRNOTAVAIL -> "EADDRNOTAVAIL";
            case ENETUNREACH -> "ENETUNREACH";
            case ECONNABORTED -> "ECONNABORTED";
            case ECONNRESET -> "ECONNRESET";
            case ENOBUFS -> "ENOBUFS";
            case EISCONN -> "EISCONN";
            case ENOTCONN -> "ENOTCONN";
            case ETIMEDOUT -> "ETIMEDOUT";
            case ECONNREFUSED -> "ECONNREFUSED";
            case EHOSTUNREACH -> "EHOSTUNREACH";
            case EALREADY -> "EALREADY";
            case EINPROGRESS -> "EINPROGRESS";
            case ECANCELED -> "ECANCELED";
            default -> "errno " + errno;
        };
    }

    private static String text(int errno) {
        return switch (errno) {
            case EPERM -> "Operation not permitted";
            case ENOENT -> "No such file or directory";
            case EINTR -> "Interrupted by a signal";
            case EIO -> "Input/output error";
            case EBADF -> "Bad descriptor";
            case EAGAIN -> "Would have to wait";
            case ENOMEM -> "Out of memory";
            case EACCES -> "Permission denied";
            case EFAULT -> "Bad address";
            case EBUSY -> "Busy";
            case EEXIST -> "Already exists";
            case EINVAL -> "Invalid argument";
            case ENFILE -> "Too many open files in the system";
            case EMFILE -> "Too many open files";
            case EPIPE -> "Broken pipe";
            case ENOSYS -> "No such system call";
            case ETIME -> "Timer expired";
            case EPROTO -> "Protocol error";
            case EBADFD -> "Bad descriptor state";
            case ENOTSOCK -> "Not a socket";
            case EMSGSIZE -> "Message too long";
            case EOPNOTSUPP -> "Not supported";
            case EAFNOSUPPORT -> "Address family not supported";
            case EADDRINUSE -> "Address already in use";
            case EADDRNOTAVAIL -> "Cannot assign requested address";
            case ENETUNREACH -> "Network is unreachable";
            case ECONNABORTED -> "Connection aborted";
            case ECONNRESET -> "Connection reset";
            case ENOBUFS -> "No buffer space available";
            case EISCONN -> "Already connected";
            case ENOTCONN -> "Not connected";
            case ETIMEDOUT -> "Connection timed out";
            case ECONNREFUSED -> "Connection refused";
            case EHOSTUNREACH -> "No route to host";
            case EALREADY -> "Already in progress";
            case EINPROGRESS -> "In progress";
            case ECANCELED -> "Cancelled";
            default -> "Failed";
        };
    }
}
