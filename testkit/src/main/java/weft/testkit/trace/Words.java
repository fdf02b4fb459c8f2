package weft.testkit.trace;

import org.jspecify.annotations.Nullable;

import weft.CancelledError;
import weft.InvalidStateError;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.Locale;

/** The words of a log: exceptions and values, named without a language of their own. */
final class Words {
    private Words() {}

    /** Names an exception. One that the format has no word for shows up as a difference. */
    static String describe(@Nullable Throwable problem) {
        return switch (problem) {
            case null -> "no exception";
            case ScenarioException e -> String.valueOf(e.getMessage());
            case FatalScenarioError e -> String.valueOf(e.getMessage());
            case CancelledError e ->
                    e.getMessage() == null ? "cancelled" : "cancelled " + e.getMessage();
            case InvalidStateError e -> "invalid state";
            case ConnectException e -> "connection refused";
            case SocketException e when isReset(e) -> "connection reset";
            case IOException e -> "os error";
            case IllegalStateException e -> "runtime error";
            default -> "unexpected " + problem;
        };
    }

    private static boolean isReset(SocketException problem) {
        return String.valueOf(problem.getMessage()).toLowerCase(Locale.ROOT).contains("reset");
    }

    /** Writes a value. */
    static String show(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }
}
