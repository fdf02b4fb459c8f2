package weft;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** Makes futures of other things, and futures of futures. */
final class Futures {
    /** Passes on how the inner future of a shield ended. */
    private record Shield<T extends @Nullable Object>(Future<T> inner, Future<T> outer)
            implements Consumer<Future<?>>, Awaiter {
        @Override
        public void accept(Future<?> done) {
            if (!outer.cancelled()) {
                copyState(inner, outer);
            }
        }

        @Override
        public Future<?> awaiter() {
            return outer;
        }

        @Override
        public String toString() {
            return "shield";
        }
    }

    private Futures() {}

    /**
     * Returns the future that an awaitable is, or starts it as a task.
     *
     * @param loop the loop it has to belong to, or null for the future's own or the current one
     */
    @SuppressWarnings("unchecked") // a coroutine without a result is an awaitable of nothing else
    static <T extends @Nullable Object> Future<T> ensure(
            Awaitable<T> awaitable, @Nullable AbstractEventLoop loop) {
        if (awaitable instanceof Future<T> future) {
            if (loop != null && future.getLoop() != loop) {
                throw new IllegalArgumentException(
                        "the future belongs to a different loop: " + future);
            }
            return future;
        }
        Coroutine<T> coroutine =
                awaitable instanceof VoidCoroutine body
                        ? (Coroutine<T>) body.toCoroutine()
                        : (Coroutine<T>) awaitable;
        return (loop == null ? Asyncio.getEventLoop() : loop).createTask(coroutine);
    }

    /** Returns a future that ends as the given one does, and whose cancellation stops there. */
    static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
        Future<T> inner = ensure(awaitable, null);
        if (inner.done()) {
            return inner;
        }
        AbstractEventLoop loop = inner.getLoop();
        Future<T> outer = loop.createFuture();
        Shield<T> copy = new Shield<>(inner, outer);
        inner.addDoneCallback(copy);
        outer.addDoneCallback(
                done -> {
                    if (!inner.done()) {
                        inner.removeDoneCallback(copy);
                        inner.addDoneCallback(unseen -> reportShielded(inner));
                    }
                });
        return outer;
    }

    /** Tells the exception handler of the failure of a shielded future that nobody waits for. */
    private static void reportShielded(Future<?> inner) {
        Throwable problem = inner.cancelled() ? null : inner.exception();
        if (problem != null) {
            inner.getLoop()
                    .callExceptionHandler(
                            new ExceptionContext(
                                            problem.getClass().getSimpleName()
                                                    + " exception in shielded future")
                                    .with("exception", problem)
                                    .with("future", inner)
                                    .with("source_traceback", inner.creationTrace()));
        }
    }

    /** Ends a pending future as another one ended. */
    static <T extends @Nullable Object> void copyState(
            Future<? extends T> source, Future<T> target) {
        if (source.cancelled()) {
            target.cancel();
            return;
        }
        Throwable problem = source.exception();
        if (problem != null) {
            target.setException(problem);
        } else {
            target.setResult(source.result());
        }
    }
}
