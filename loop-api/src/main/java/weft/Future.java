package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.RunningLoop;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A result that will be there later. Not thread-safe: every method is for the loop's thread, except
 * where a foreign thread goes through {@code callSoonThreadsafe}. The asyncio counterpart is {@code
 * asyncio.Future}.
 *
 * <p>States: pending, then for good either cancelled or finished with a result or an exception.
 *
 * @param <T> the type of the result
 */
public class Future<T extends @Nullable Object> {
    private enum State {
        PENDING,
        CANCELLED,
        FINISHED
    }

    private static final class Reports {
        // Created with the first failure: a program whose futures never fail has no cleaner thread.
        static final Cleaner CLEANER = Cleaner.create();
    }

    private final AbstractEventLoop loop;
    private State state = State.PENDING;
    private @Nullable T result;
    private @Nullable Throwable exception;
    private @Nullable String cancelMessage;

    // Null, one Task or DoneCallback, or a list of them: most futures have exactly one waiter.
    private @Nullable Object callbacks;
    private @Nullable NeverRetrieved report;

    /**
     * Creates a pending future. Use {@link AbstractEventLoop#createFuture}, which a loop may
     * override.
     *
     * @param loop the loop it belongs to
     */
    public Future(AbstractEventLoop loop) {
        this.loop = Objects.requireNonNull(loop, "loop");
    }

    private record DoneCallback(Consumer<? super Future<?>> function, Context context) {}

    /** Reports, when a failed future is collected, that nobody asked for its exception. */
    private static final class NeverRetrieved implements Runnable {
        private final AbstractEventLoop loop;
        private final String kind;
        private final Throwable exception;
        private volatile boolean retrieved;

        NeverRetrieved(AbstractEventLoop loop, String kind, Throwable exception) {
            this.loop = loop;
            this.kind = kind;
            this.exception = exception;
        }

        @Override
        public void run() {
            if (retrieved || loop.isClosed()) {
                return;
            }
            ExceptionContext context =
                    new ExceptionContext(kind + " exception was never retrieved")
                            .with("exception", exception);
            try {
                loop.callSoonThreadsafe(() -> loop.callExceptionHandler(context));
            } catch (IllegalStateException closedMeanwhile) {
                System.getLogger("weft")
                        .log(System.Logger.Level.ERROR, context.message(), exception);
            }
        }
    }

    /**
     * Suspends the calling coroutine until this is done. Without suspension if it is done already.
     *
     * @return the result
     * @throws CancelledError if this future, or the calling task while it waited, was cancelled
     * @throws IllegalStateException outside a coroutine, or in a coroutine of another loop
     * @throws RuntimeException the very exception this future failed with, of whatever type,
     *     checked ones included
     */
    public final T await() {
        if (state == State.PENDING) {
            Task<?> task = RunningLoop.currentTask();
            if (task == null) {
                throw new IllegalStateException(
                        "await outside a coroutine: only code started by run() or createTask() can"
                                + " wait; use addDoneCallback() here");
            }
            if (task.getLoop() != loop) {
                throw new IllegalStateException(task + " got " + this + " of a different loop");
            }
            if (task == this) {
                task.suspendOnce(); // asyncio too finds out after the coroutine has yielded
                throw new IllegalStateException("a task cannot await itself: " + task);
            }
            task.suspendOn(this);
        }
        return result();
    }

    /**
     * Returns the result.
     *
     * @return the result
     * @throws CancelledError if cancelled
     * @throws InvalidStateError if pending
     * @throws RuntimeException the very exception this future failed with, of whatever type
     */
    @SuppressWarnings("NullAway") // result is of type T once finished without an exception
    public final T result() {
        if (state == State.PENDING) {
            throw new InvalidStateError("result is not ready: " + this);
        }
        if (state == State.CANCELLED) {
            throw new CancelledError(cancelMessage);
        }
        markRetrieved();
        if (exception != null) {
            throw Future.<RuntimeException>asUnchecked(exception);
        }
        return result;
    }

    /**
     * Returns the exception.
     *
     * @return the exception, or null if there is a result
     * @throws CancelledError if cancelled
     * @throws InvalidStateError if pending
     */
    public final @Nullable Throwable exception() {
        if (state == State.PENDING) {
            throw new InvalidStateError("exception is not set: " + this);
        }
        if (state == State.CANCELLED) {
            throw new CancelledError(cancelMessage);
        }
        markRetrieved();
        return exception;
    }

    /**
     * Tells whether there is a result or an exception, or it was cancelled.
     *
     * @return whether this is no longer pending
     */
    public final boolean done() {
        return state != State.PENDING;
    }

    /**
     * Tells whether this was cancelled.
     *
     * @return whether it ended by cancellation
     */
    public final boolean cancelled() {
        return state == State.CANCELLED;
    }

    /**
     * Cancels this future, and schedules its callbacks.
     *
     * @return whether it was pending
     */
    public final boolean cancel() {
        return cancel(null);
    }

    /**
     * Cancels this future, and schedules its callbacks.
     *
     * @param message the message of the {@link CancelledError}, or null
     * @return whether it was pending
     */
    public boolean cancel(@Nullable String message) {
        if (state != State.PENDING) {
            return false;
        }
        finishCancelled(message);
        return true;
    }

    /**
     * Sets the result, and schedules the callbacks.
     *
     * @param value the result
     * @throws InvalidStateError if done already
     */
    public void setResult(T value) {
        finish(value);
    }

    /**
     * Sets the exception, and schedules the callbacks.
     *
     * @param cause the exception
     * @throws InvalidStateError if done already
     */
    public void setException(Throwable cause) {
        finishExceptionally(cause);
    }

    /**
     * Adds a function to be called through {@code callSoon} when this is done, in a copy of the
     * current context.
     *
     * @param function gets this future
     */
    public final void addDoneCallback(Consumer<? super Future<?>> function) {
        addDoneCallback(function, Context.copyContext());
    }

    /**
     * Adds a function to be called through {@code callSoon} when this is done.
     *
     * @param function gets this future
     * @param context the context to call it in
     */
    public final void addDoneCallback(Consumer<? super Future<?>> function, Context context) {
        DoneCallback callback =
                new DoneCallback(
                        Objects.requireNonNull(function, "function"),
                        Objects.requireNonNull(context, "context"));
        if (state == State.PENDING) {
            addCallback(callback);
        } else {
            schedule(callback);
        }
    }

    /**
     * Removes every occurrence of a function.
     *
     * @param function what was added
     * @return how many were removed
     */
    public final int removeDoneCallback(Consumer<? super Future<?>> function) {
        return removeCallbacks(
                each -> each instanceof DoneCallback callback && callback.function == function);
    }

    /**
     * Returns the loop this future belongs to.
     *
     * @return the loop
     */
    public final AbstractEventLoop getLoop() {
        return loop;
    }

    /**
     * Finishes with a result.
     *
     * @param value the result
     * @throws InvalidStateError if done already
     */
    protected final void finish(T value) {
        requirePending();
        result = value;
        state = State.FINISHED;
        scheduleCallbacks();
    }

    /**
     * Finishes with an exception.
     *
     * @param cause the exception
     * @throws InvalidStateError if done already
     */
    protected final void finishExceptionally(Throwable cause) {
        requirePending();
        exception = Objects.requireNonNull(cause, "cause");
        state = State.FINISHED;
        report = new NeverRetrieved(loop, kind(), cause);
        Reports.CLEANER.register(this, report);
        scheduleCallbacks();
    }

    /**
     * Finishes as cancelled.
     *
     * @param message the message of the {@link CancelledError}, or null
     */
    protected final void finishCancelled(@Nullable String message) {
        requirePending();
        cancelMessage = message;
        state = State.CANCELLED;
        scheduleCallbacks();
    }

    /** Adds a task that waits; it is woken in its turn among the callbacks. */
    final void addWaiter(Task<?> task) {
        addCallback(task);
    }

    /** Removes a task that waits no longer. */
    final void removeWaiter(Task<?> task) {
        removeCallbacks(each -> each == task);
    }

    /** Returns the class's name as people know it. */
    String kind() {
        return "Future";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("<").append(kind()).append(' ');
        text.append(state.name().toLowerCase(java.util.Locale.ROOT));
        describe(text);
        if (state == State.FINISHED) {
            text.append(exception != null ? " exception=" + exception : " result=" + result);
        }
        return text.append('>').toString();
    }

    /** Adds what a subclass knows to {@link #toString}. */
    void describe(StringBuilder text) {}

    private void requirePending() {
        if (state != State.PENDING) {
            throw new InvalidStateError("invalid state: " + this);
        }
    }

    private void markRetrieved() {
        if (report != null) {
            report.retrieved = true;
        }
    }

    @SuppressWarnings("unchecked") // only this class puts a list here
    private void addCallback(Object callback) {
        if (callbacks == null) {
            callbacks = callback;
        } else if (callbacks instanceof List<?> list) {
            ((List<Object>) list).add(callback);
        } else {
            List<Object> list = new ArrayList<>(4);
            list.add(callbacks);
            list.add(callback);
            callbacks = list;
        }
    }

    private int removeCallbacks(java.util.function.Predicate<Object> which) {
        if (callbacks instanceof List<?> list) {
            int before = list.size();
            list.removeIf(which);
            return before - list.size();
        }
        if (callbacks != null && which.test(callbacks)) {
            callbacks = null;
            return 1;
        }
        return 0;
    }

    private void scheduleCallbacks() {
        Object scheduled = callbacks;
        callbacks = null;
        if (scheduled instanceof List<?> list) {
            list.forEach(this::schedule);
        } else if (scheduled != null) {
            schedule(scheduled);
        }
    }

    private void schedule(Object callback) {
        if (callback instanceof Task<?> task) {
            task.wakeup();
        } else {
            DoneCallback done = (DoneCallback) callback;
            loop.callSoon(() -> done.function.accept(this), done.context);
        }
    }

    @SuppressWarnings("unchecked") // the cast is the point: the compiler must not see it
    private static <X extends Throwable> X asUnchecked(Throwable exception) throws X {
        throw (X) exception;
    }
}
