package weft.core;

import org.jspecify.annotations.Nullable;

import weft.spi.ResourceShortageException;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;

/** Tells failures apart, and words them. */
final class Failures {
    private static final List<String> UNAVAILABLE =
            List.of("cannot assign requested address", "can't assign requested address");

    private Failures() {}

    /**
     * Throws what no handler may keep from the loop, which ends with it. A stack overflow is one
     * callback's own failure and is handled.
     */
    static void rethrowIfFatal(Throwable failure) {
        if (isFatal(failure)) {
            throw (Error) failure;
        }
    }

    /** Tells whether the JVM itself is in trouble, so that its loop has to end. */
    static boolean isFatal(Throwable failure) {
        return failure instanceof OutOfMemoryError || failure instanceof InternalError;
    }

    /**
     * Returns what an object says of itself or, if its {@code toString} fails, what it is. For
     * reports, which tell of objects of the program's and must not fail for it.
     */
    static String textOf(Object object) {
        try {
            return object.toString();
        } catch (Throwable failure) {
            rethrowIfFatal(failure);
            return "<"
                    + object.getClass().getName()
                    + ", whose toString() failed with "
                    + failure.getClass().getName()
                    + ">";
        }
    }

    /** Throws what a run of the loop ended with, if it is anything. */
    static void rethrow(@Nullable Throwable problem) {
        if (problem instanceof Error error) {
            throw error;
        }
        if (problem instanceof RuntimeException exception) {
            throw exception;
        }
        if (problem != null) {
            throw new IllegalStateException("the event loop failed", problem);
        }
    }

    /** Builds what a thread is told that wants to run the loop of another one. */
    static IllegalStateException ownedByOther(Thread owner, Thread caller) {
        return new IllegalStateException(
                "the event loop belongs to thread '"
                        + owner.getName()
                        + "', which ran it first; thread '"
                        + caller.getName()
                        + "' cannot run it");
    }

    /** Tells whether descriptors or memory ran out, so that trying again later may help. */
    static boolean isShortage(IOException failure) {
        return failure instanceof ResourceShortageException;
    }

    /** Tells whether an address does not belong to this machine, or its family is switched off. */
    static boolean isAddressUnavailable(IOException failure, SocketAddress address) {
        return says(failure, UNAVAILABLE)
                || (failure instanceof BindException && isForeign(address));
    }

    // java.nio gives the system's text, which is another in another locale.
    private static boolean isForeign(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)
                || inet.getAddress() == null
                || inet.getAddress().isAnyLocalAddress()) {
            return false;
        }
        try {
            return NetworkInterface.getByInetAddress(inet.getAddress()) == null;
        } catch (SocketException unknown) {
            return false; // then the failure stands as it is
        }
    }

    /** Builds the failure to bind, which names the address. */
    static BindException bindFailure(SocketAddress address, IOException cause) {
        String reason =
                says(cause, List.of("address already in use"))
                        ? "address already in use"
                        : withoutPrefix(String.valueOf(cause.getMessage()), "bind " + address);
        BindException failure =
                new BindException(
                        "error while attempting to bind on address " + address + ": " + reason);
        failure.initCause(cause);
        return failure;
    }

    private static String withoutPrefix(String message, String prefix) {
        return message.startsWith(prefix + ": ") ? message.substring(prefix.length() + 2) : message;
    }

    /** Makes one failure of those of several addresses; there is at least one. */
    static IOException combined(List<IOException> failures) {
        IOException first = failures.get(0);
        String text = first.toString();
        if (failures.stream().allMatch(each -> each.toString().equals(text))) {
            return first;
        }
        String message =
                "Multiple exceptions: "
                        + String.join(
                                ", ", failures.stream().map(IOException::getMessage).toList());
        boolean refusals = failures.stream().allMatch(each -> each instanceof ConnectException);
        IOException all = refusals ? new ConnectException(message) : new IOException(message);
        failures.forEach(all::addSuppressed);
        return all;
    }

    private static boolean says(IOException failure, List<String> texts) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return texts.stream().anyMatch(message::contains);
    }
}
