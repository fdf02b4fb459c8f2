package weft.core;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Context;
import weft.ExceptionContext;
import weft.ExceptionHandler;
import weft.Handle;
import weft.Task;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Tells the exception handler, or the log, of what went wrong where no caller could be told. */
final class FailureReports {
    private static final System.Logger LOGGER = System.getLogger("weft");

    private final AbstractEventLoop loop;
    private @Nullable ExceptionHandler handler;
    private volatile boolean debug;
    private volatile long slowCallbackNanos = Duration.ofMillis(100).toNanos();

    FailureReports(AbstractEventLoop loop) {
        this.loop = loop;
        this.debug = Boolean.getBoolean("weft.debug") || "1".equals(System.getenv("WEFT_DEBUG"));
    }

    boolean isDebug() {
        return debug;
    }

    void setDebug(boolean enabled) {
        debug = enabled;
    }

    Duration slowCallbackDuration() {
        return Duration.ofNanos(slowCallbackNanos);
    }

    void setSlowCallbackDuration(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "slow callback duration " + duration + " is negative");
        }
        slowCallbackNanos = duration.toNanos();
    }

    /** Builds what debug mode throws at a thread that is not the loop's. */
    IllegalStateException wrongThread(String what) {
        return new IllegalStateException(
                "non-thread-safe operation: "
                        + what
                        + " called from thread '"
                        + Thread.currentThread().getName()
                        + "', not from that of "
                        + loop
                        + "; use callSoonThreadsafe()");
    }

    @Nullable ExceptionHandler handler() {
        return handler;
    }

    void setHandler(@Nullable ExceptionHandler newHandler) {
        handler = newHandler;
    }

    void callbackFailed(Ready entry, Throwable problem) {
        List<StackTraceElement> origin = originOf(entry);
        report(
                new ExceptionContext("Exception in callback " + Failures.textOf(entry))
                        .with("exception", problem)
                        .with("handle", entry)
                        .with("source_traceback", origin.isEmpty() ? null : origin));
    }

    /** Calls the handler. A handler that fails is reported to the log, once. */
    void report(ExceptionContext context) {
        ExceptionHandler custom = handler;
        if (custom == null) {
            log(context);
            return;
        }
        try {
            tell(custom, context);
        } catch (OutOfMemoryError | InternalError e) {
            throw e;
        } catch (Throwable e) {
            log(
                    new ExceptionContext("Unhandled error in exception handler")
                            .with("exception", e)
                            .with("context", context));
        }
    }

    /** Calls a handler in the context of what failed, so that it sees whose failure it is. */
    private void tell(ExceptionHandler custom, ExceptionContext context) {
        Context outer = Context.current();
        Context own = contextOf(context);
        if (own == null || own == outer) {
            custom.handle(loop, context);
            return;
        }
        Context.enter(own);
        try {
            custom.handle(loop, context);
        } finally {
            Context.enter(outer);
        }
    }

    private static @Nullable Context contextOf(ExceptionContext context) {
        for (String key : List.of("task", "future", "handle")) {
            Object failed = context.get(key);
            if (failed != null) {
                return contextOf(failed);
            }
        }
        return null;
    }

    private static @Nullable Context contextOf(Object failed) {
        if (failed instanceof Task<?> task) {
            return task.getContext();
        }
        return failed instanceof Handle handle ? handle.getContext() : null;
    }

    /** Logs a report, as the default handler does. */
    void log(ExceptionContext context) {
        StringBuilder text = new StringBuilder(context.message());
        context.details()
                .forEach(
                        (key, value) -> {
                            if (!key.equals("exception")) {
                                text.append(System.lineSeparator())
                                        .append(key)
                                        .append(": ")
                                        .append(Failures.textOf(value));
                            }
                        });
        write(System.Logger.Level.ERROR, text.toString(), context.exception());
    }

    /** Logs a warning. */
    void warn(String message) {
        logWarning(message);
    }

    /** Logs a warning that no loop is left to give. */
    static void logWarning(String message) {
        write(System.Logger.Level.WARNING, message, null);
    }

    /**
     * Logs, if necessary without the trace, which may be what fails. A logger fails as well when it
     * is first used while the process has no descriptor left: then the exception's text is what
     * names the limit and the remedy.
     */
    private static void write(
            System.Logger.Level level, String message, @Nullable Throwable problem) {
        try {
            LOGGER.log(level, message, problem);
        } catch (Throwable refusal) {
            Failures.rethrowIfFatal(refusal);
            String text = problem == null ? "" : System.lineSeparator() + Failures.textOf(problem);
            System.err.println(message + text + "; the logger failed with " + refusal.getClass());
        }
    }

    /** Tells whether something took too long. */
    boolean isSlow(long tookNanos) {
        return tookNanos >= slowCallbackNanos;
    }

    /** Returns how long something may take. */
    long slowCallbackNanos() {
        return slowCallbackNanos;
    }

    /** Warns of an entry that held the loop up. */
    void slowCallback(Ready entry, long tookNanos) {
        StringBuilder text =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "Executing %s took %.3f seconds",
                                Failures.textOf(entry),
                                tookNanos / 1e9));
        for (StackTraceElement frame : originOf(entry)) {
            text.append(System.lineSeparator()).append("\tcreated at ").append(frame);
        }
        warn(text.toString());
    }

    private static List<StackTraceElement> originOf(Ready entry) {
        return entry instanceof CallbackHandle handle ? handle.createdAt() : List.of();
    }
}
