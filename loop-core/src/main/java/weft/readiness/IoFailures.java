package weft.readiness;

import org.jspecify.annotations.Nullable;

import weft.spi.ResourceShortageException;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Locale;

/**
 * Says of a failed call what was attempted on which address, which the system's text leaves out.
 */
final class IoFailures {
    /**
     * How the systems word EMFILE, ENFILE, ENOBUFS and ENOMEM. java.nio gives the system's text and
     * no number, so that this is all there is to go by.
     */
    private static final List<String> SHORTAGES =
            List.of(
                    "too many open files",
                    "no buffer space",
                    "cannot allocate memory",
                    "not enough memory",
                    "out of memory");

    private IoFailures() {}

    /** Builds an exception of the same class as the cause, as far as the class is java.net's. */
    static IOException describe(String operation, @Nullable SocketAddress on, IOException cause) {
        StringBuilder text = new StringBuilder(operation);
        if (on != null) {
            text.append(' ').append(on);
        }
        text.append(": ").append(textOf(cause)).append(remedyFor(cause));
        String message = text.toString();
        if (isShortage(cause)) {
            IOException shortage = new ResourceShortageException(message);
            shortage.initCause(cause);
            return shortage;
        }
        IOException described =
                switch (cause) {
                    case BindException bind -> new BindException(message);
                    case ConnectException connect -> new ConnectException(message);
                    case NoRouteToHostException route -> new NoRouteToHostException(message);
                    case PortUnreachableException port -> new PortUnreachableException(message);
                    case SocketException socket -> new SocketException(message);
                    case SocketTimeoutException late -> new SocketTimeoutException(message);
                    default -> new IOException(message);
                };
        described.initCause(cause);
        return described;
    }

    private static boolean isShortage(IOException cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return cause instanceof ResourceShortageException
                || SHORTAGES.stream().anyMatch(text::contains);
    }

    private static String textOf(IOException cause) {
        if (cause instanceof ClosedChannelException) {
            return "the channel is closed";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    // EMFILE and ENFILE read like this on Linux, macOS and the BSDs.
    private static String remedyFor(IOException cause) {
        String message = cause.getMessage();
        if (message == null || !message.contains("Too many open files")) {
            return "";
        }
        return message.contains("system")
                ? "; the system is at its limit of open files: raise fs.file-max"
                : "; this process is at its limit of open files: raise it with ulimit -n";
    }
}
