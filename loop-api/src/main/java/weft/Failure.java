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
    private final Supplier<String> description;
    private final @Nullable List<StackTraceElement> createdAt;
    private final long number;
    private volatile boolean retrieved;

    Failure(
            Throwable exception,
            AbstractEventLoop loop,
            String kind,
            Supplier<String> description,
            @Nullable List<StackTraceElement> createdAt) {
        this.exception = exception;
        this.loop = loop;
        this.kind = kind;
        this.description = description;
        this.createdAt = createdAt;
        this.number = loop.unretrieved().nextNumber();
    }

    /** Returns how many futures of the loop had failed when this one did. */
    long number() {
        return number;
    }

    /** Returns the exception to somebody who deals with it. */
    Throwable retrieve() {
        if (!retrieved) {
            retrieved = true;
            loop.unretrieved().remove(this);
        }
        return exception;
    }

    /** Returns the exception to somebody who only looks. */
    Throwable exception() {
        return exception;
    }

    /**
     * Reports the exception when its future is collected, or its loop closed, before anybody has
     * retrieved it.
     */
    void reportUnlessRetrieved(Future<?> future) {
        loop.unretrieved().add(this);
        Reports.CLEANER.register(future, this);
    }

    /** Reports the exception if nobody has retrieved it: the loop is being closed, here. */
    void reportAtClose() {
        if (loop.unretrieved().remove(this)) {
            loop.callExceptionHandler(context());
        }
    }

    /** Called when the future is collected. */
    @Override
    public void run() {
        if (!loop.unretrieved().remove(this)) {
            return;
        }
        ExceptionContext context = context();
        try {
            loop.callSoonThreadsafe(() -> loop.callExceptionHandler(context));
        } catch (IllegalStateException closed) {
            System.getLogger("weft").log(System.Logger.Level.ERROR, context.message(), exception);
        }
    }

    private ExceptionContext context() {
        return new ExceptionContext(kind + " exception was never retrieved")
                .with("exception", exception)
                .with("future", description.get())
                .with("source_traceback", createdAt);
    }
}
