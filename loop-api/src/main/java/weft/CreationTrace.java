package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.Traces;

import java.util.List;

/** Remembers, in debug mode, where futures and tasks were created. */
final class CreationTrace {
    private CreationTrace() {}

    /** Returns the innermost frames of the caller that are not ours, or null without debug mode. */
    static @Nullable List<StackTraceElement> capture(AbstractEventLoop loop) {
        if (!isDebugging(loop)) {
            return null;
        }
        return Traces.capture();
    }

    private static boolean isDebugging(AbstractEventLoop loop) {
        try {
            return loop.getDebug();
        } catch (UnsupportedOperationException hasNoDebugMode) {
            return false;
        }
    }
}
