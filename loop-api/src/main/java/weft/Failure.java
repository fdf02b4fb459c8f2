package weft;

import org.jspecify.annotations.Nullable;

import java.lang.ref.Cleaner;
import java.util.List;
import java.util.function.Supplier;

/** What a future failed with, and whether anybody has asked for it. */
final class Failure implements Runnable {
    private static final class Reports {
        // Created with the first failure: a program whose futures never fail has no cleaner thread.
        static final Cleaner CLEANER = Cleaner.create();
    }

    private final Throwable exception;
    private final AbstractEventLoop loop;
    private final String kind;
    private final @Nullable Supplier<String> description;
    private final @Nullable List<StackTraceElement> createdAt;
    private volatile boolean retrieved;

    Failure(
            Throwable exception,
            AbstractEventLoop loop,
            String kind,
            @Nullable Supplier<String> description,
            @Nullable List<StackTraceElement> createdAt) {
        this.exception = exception;
        this.loop = loop;
        this.kind = kind;
        this.description = description;
        this.createdAt = createdAt;
    }

    /** Returns the exception to somebody who deals with it. */
    Throwable retrieve() {
        retrieved = true;
        return exception;
    }

    /** Returns the exception to somebody who only looks. */
    Throwable exception() {
        return exception;
    }

    /** Reports the exception when its future is collected before anybody has retrieved it. */
    void reportUnlessRetrieved(Future<?> future) {
        Reports.CLEANER.register(future, this);
    }

    @Override
    public void run() {
        if (retrieved || loop.isClosed()) {
            return;
        }
        ExceptionContext context =
                new ExceptionContext(kind + " exception was never retrieved")
                        .with("exception", exception)
                        .with("future", description == null ? null : description.get())
                        .with("source_traceback", createdAt);
        try {
            loop.callSoonThreadsafe(() -> loop.callExceptionHandler(context));
        } catch (IllegalStateException closedMeanwhile) {
            System.getLogger("weft").log(System.Logger.Level.ERROR, context.message(), exception);
        }
    }
}
