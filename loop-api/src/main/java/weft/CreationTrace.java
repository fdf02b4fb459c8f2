package weft;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Remembers, in debug mode, where futures and tasks were created. */
final class CreationTrace {
    // asyncio's DEBUG_STACK_DEPTH.
    private static final int MAX_FRAMES = 10;

    private static final StackWalker WALKER = StackWalker.getInstance();

    private CreationTrace() {}

    /** Returns the innermost frames of the caller that are not ours, or null without debug mode. */
    static @Nullable List<StackTraceElement> capture(AbstractEventLoop loop) {
        if (!isDebugging(loop)) {
            return null;
        }
        return WALKER.walk(
                frames ->
                        frames.map(StackWalker.StackFrame::toStackTraceElement)
                                .dropWhile(Frames::isInternal)
                                .filter(frame -> !Frames.isInternal(frame))
                                .limit(MAX_FRAMES)
                                .toList());
    }

    private static boolean isDebugging(AbstractEventLoop loop) {
        try {
            return loop.getDebug();
        } catch (UnsupportedOperationException hasNoDebugMode) {
            return false;
        }
    }
}
