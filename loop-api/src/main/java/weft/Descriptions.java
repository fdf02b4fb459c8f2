package weft;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Describes objects as asyncio's {@code repr} does. */
final class Descriptions {
    private static final int MAX_RESULT_LENGTH = 60;

    // What toString() gives for a class that does not override it.
    private static final Pattern BY_IDENTITY = Pattern.compile("([\\w.$]+)@[0-9a-f]+");

    private Descriptions() {}

    /** Describes something that coroutines wait for. */
    static String of(Object object, String state, WaiterList waiters) {
        return waiters.isEmpty()
                ? of(object, state)
                : of(object, state + ", waiters:" + waiters.size());
    }

    /** Describes an object by its class, its identity and its state. */
    static String of(Object object, String state) {
        return "<"
                + object.getClass().getSimpleName()
                + "@"
                + Integer.toHexString(System.identityHashCode(object))
                + " ["
                + state
                + "]>";
    }

    /** Describes a callback or a coroutine by its own words, or else by where it was written. */
    static String ofFunction(Object function) {
        String text = String.valueOf(function);
        int lambda = text.indexOf("$$Lambda");
        if (lambda > 0) {
            return afterPackage(text.substring(0, lambda)) + ".lambda";
        }
        Matcher byIdentity = BY_IDENTITY.matcher(text);
        return byIdentity.matches() ? afterPackage(byIdentity.group(1)) : text;
    }

    /** Describes a result, in quotes if it is text, and not at full length. */
    static String ofResult(@Nullable Object result) {
        String text = String.valueOf(result);
        if (text.length() > MAX_RESULT_LENGTH) {
            text = text.substring(0, MAX_RESULT_LENGTH - 3) + "...";
        }
        return result instanceof CharSequence ? "'" + text + "'" : text;
    }

    /** Describes a place in the source. */
    static String ofFrame(StackTraceElement frame) {
        return frame.getFileName() + ":" + frame.getLineNumber();
    }

    private static String afterPackage(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
