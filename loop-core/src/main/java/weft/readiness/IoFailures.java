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
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Locale;

/**
 * Says of a failed call what was attempted on which address, which the system's text leaves out.
 */
final class IoFailures {
    /**
     * How the systems word EMFILE, ENFILE, ENOBUFS and ENOMEM. java.nio gives the system's text and
     * no number. In another locale the text is another ({@code strerror} follows {@code LC_ALL}, as
     * the JVM calls {@code setlocale}); then {@link #isOutOfDescriptors} finds out.
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
        text.append(": ").append(textOf(cause));
        boolean wordedAsShortage = isShortage(cause);
        boolean foundByTrying =
                !wordedAsShortage && opens(operation, cause) && isOutOfDescriptors();
        String message = text.append(remedyFor(cause, foundByTrying)).toString();
        if (wordedAsShortage || foundByTrying) {
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

    /**
     * Tells whether an operation makes a descriptor, and failed for no reason known by its class.
     */
    private static boolean opens(String operation, IOException cause) {
        return (operation.equals("socket") || operation.startsWith("accept"))
                && (cause.getClass() == IOException.class
                        || cause.getClass() == SocketException.class);
    }

    /** Tells whether no descriptor can be had, by trying. */
    private static boolean isOutOfDescriptors() {
        try (SocketChannel probe = SocketChannel.open()) {
            return !probe.isOpen();
        } catch (IOException none) {
            return true;
        }
    }

    private static String textOf(IOException cause) {
        if (cause instanceof ClosedChannelException) {
            return "the channel is closed";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    // EMFILE and ENFILE read like this on Linux, macOS and the BSDs.
    private static String remedyFor(IOException cause, boolean isOutOfDescriptors) {
        String message = String.valueOf(cause.getMessage());
        if (message.endsWith("Too many open files in system")) {
            return "; the system is at its limit of open files: raise fs.file-max";
        }
        return isOutOfDescriptors || message.endsWith("Too many open files")
                ? "; this process is at its limit of open files: raise it with ulimit -n"
                : "";
    }
}
