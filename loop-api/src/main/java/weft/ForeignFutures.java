package weft;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Makes futures of a loop out of those of other libraries. */
final class ForeignFutures {
    private ForeignFutures() {}

    static <T extends @Nullable Object> Future<T> wrap(
            CompletionStage<T> stage, Runnable cancelSource, AbstractEventLoop loop) {
        Future<T> future = loop.createFuture();
        cancelWith(future, cancelSource);
        stage.whenComplete((value, problem) -> endThreadsafe(future, value, unwrap(problem)));
        return future;
    }

    static <T extends @Nullable Object> Future<T> wrap(
            java.util.concurrent.Future<T> source, AbstractEventLoop loop) {
        Future<T> future = loop.createFuture();
        cancelWith(future, () -> source.cancel(true));
        // A thread of its own, and not of the loop's pool: futures that are never done would fill
        // it.
        Thread.ofPlatform()
                .daemon()
                .name("weft-wrapped-future")
                .start(() -> blockFor(source, future));
        return future;
    }

    @SuppressWarnings("NullAway") // the value is not used when there is a problem
    private static <T extends @Nullable Object> void blockFor(
            java.util.concurrent.Future<T> source, Future<T> future) {
        try {
            endThreadsafe(future, source.get(), null);
        } catch (Throwable e) {
            endThreadsafe(future, null, unwrap(e));
        }
    }

    private static void cancelWith(Future<?> future, Runnable cancelSource) {
        future.addDoneCallback(
                done -> {
                    if (done.cancelled()) {
                        cancelSource.run();
                    }
                });
    }

    private static <T extends @Nullable Object> void endThreadsafe(
            Future<T> future, T value, @Nullable Throwable problem) {
        AbstractEventLoop loop = future.getLoop();
        try {
            loop.callSoonThreadsafe(() -> end(future, value, problem));
        } catch (IllegalStateException e) {
            if (!loop.isClosed()) {
                throw e;
            }
            // Nobody is left to be told.
        }
    }

    private static <T extends @Nullable Object> void end(
            Future<T> future, T value, @Nullable Throwable problem) {
        if (future.done()) {
            return;
        }
        if (problem instanceof CancellationException) {
            future.cancel(problem.getMessage());
        } else if (problem != null) {
            future.setException(problem);
        } else {
            future.setResult(value);
        }
    }

    /** Returns what failed, without what only says where it failed. */
    private static @Nullable Throwable unwrap(@Nullable Throwable problem) {
        Throwable inner = problem;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
