package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.RunningLoop;
import weft.spi.Traces;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A result that will be there later. Not thread-safe: every method is for the loop's thread, except
 * where a foreign thread goes through {@code callSoonThreadsafe}. The asyncio counterpart is {@code
 * asyncio.Future}.
 *
 * <p>States: pending, then for good either cancelled or finished with a result or an exception.
 *
 * @param <T> the type of the result
 */
public non-sealed class Future<T extends @Nullable Object> implements Awaitable<T> {
    private enum State {
        PENDING,
        CANCELLED,
        FINISHED,
        FAILED
    }

    // The loop; in debug mode a Traced, so that no other future has a field for it.
    private final Object origin;
    private State state = State.PENDING;

    // By state: nothing, the message of the cancellation, the result, or the Failure.
    private @Nullable Object outcome;

    // Null, one Task or DoneCallback, or a list of them: most futures have exactly one waiter.
    private @Nullable Object callbacks;

    /**
     * Creates a pending future. Use {@link AbstractEventLoop#createFuture}, which a loop may
     * override.
     *
     * @param loop the loop it belongs to
     */
    public Future(AbstractEventLoop loop) {
        Objects.requireNonNull(loop, "loop");
        List<StackTraceElement> createdAt = CreationTrace.capture(loop);
        this.origin = createdAt == null ? loop : new Traced(loop, createdAt);
    }

    /** A loop, and where a future of it was created. */
    private record Traced(AbstractEventLoop loop, List<StackTraceElement> createdAt) {}

    /** A function to be called when this is done, and the entry that calls it. */
    final class DoneCallback implements Runnable {
        final Consumer<? super Future<?>> function;
        final Context context;

        DoneCallback(Consumer<? super Future<?>> function, Context context) {
            this.function = Objects.requireNonNull(function, "function");
            this.context = Objects.requireNonNull(context, "context");
        }

        @Override
        public void run() {
            function.accept(Future.this);
        }

        @Override
        public String toString() {
            return Traces.describe(function);
        }
    }

    /** A note among the callbacks that somebody waits for this in a way of his own. */
    record Mark(Future<?> awaiter) implements Awaiter {}

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
            if (task.getLoop() != getLoop()) {
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
    @SuppressWarnings("unchecked") // a result is only ever set by finish()
    public final T result() {
        if (state == State.FINISHED) {
            return (T) outcome;
        }
        if (state == State.FAILED && outcome instanceof Failure failure) {
            throw Future.<RuntimeException>asUnchecked(failure.retrieve());
        }
        if (state == State.PENDING) {
            throw new InvalidStateError("result is not ready: " + this);
        }
        throw cancelledError();
    }

    /**
     * Returns the exception.
     *
     * @return the exception, or null if there is a result
     * @throws CancelledError if cancelled
     * @throws InvalidStateError if pending
     */
    public final @Nullable Throwable exception() {
        if (state == State.FAILED && outcome instanceof Failure failure) {
            return failure.retrieve();
        }
        if (state == State.PENDING) {
            throw new InvalidStateError("exception is not set: " + this);
        }
        if (state == State.CANCELLED) {
            throw cancelledError();
        }
        return null;
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
        DoneCallback callback = new DoneCallback(function, context);
        if (state == State.PENDING) {
            addCallback(callback);
        } else {
            schedule(callback);
        }
    }

    /**
     * Removes every occurrence of a function.
     *
     * @param function the very object that was added
     * @return how many were removed
     */
    public final int removeDoneCallback(Consumer<? super Future<?>> function) {
        return removeCallbacks(
                each ->
                        each instanceof Future<?>.DoneCallback callback
                                && callback.function == function);
    }

    /**
     * Returns what waits for this: tasks that await it, also through {@code gather}, {@code wait},
     * {@code shield} or a task group, and what {@link #addToAwaitedBy} was told of.
     *
     * @return a new set, in the order in which they began
     */
    public final Set<Future<?>> awaitedBy() {
        Set<Future<?>> awaiters = new LinkedHashSet<>();
        for (Object each : callbacks()) {
            Object waiting = each instanceof Future<?>.DoneCallback done ? done.function : each;
            if (waiting instanceof Task<?> task) {
                awaiters.add(task);
            } else if (waiting instanceof Mark mark) {
                awaiters.add(mark.awaiter);
            } else if (waiting instanceof Awaiter through) {
                Future<?> awaiter = through.awaiter();
                awaiters.addAll(awaiter instanceof Task ? Set.of(awaiter) : awaiter.awaitedBy());
            }
        }
        return awaiters;
    }

    /**
     * Notes for call graphs that something waits for this which they could not know. Forgotten when
     * this is done. The asyncio counterpart is {@code asyncio.future_add_to_awaited_by}.
     *
     * @param awaiter the future or task that waits
     */
    public final void addToAwaitedBy(Future<?> awaiter) {
        Objects.requireNonNull(awaiter, "awaiter");
        if (!done() && !awaitedBy().contains(awaiter)) {
            addCallback(new Mark(awaiter));
        }
    }

    /**
     * Takes back what {@link #addToAwaitedBy} noted. The asyncio counterpart is {@code
     * asyncio.future_discard_from_awaited_by}.
     *
     * @param awaiter the future or task that no longer waits
     */
    public final void discardFromAwaitedBy(Future<?> awaiter) {
        removeCallbacks(each -> each instanceof Mark mark && mark.awaiter == awaiter);
    }

    /**
     * Returns a view of this for code that knows {@link CompletionStage}. All its dependent stages
     * run on the loop, through {@code callSoon}; a cancellation appears as {@link
     * java.util.concurrent.CancellationException}. What is done to the view does not change this.
     * The asyncio counterpart is what {@code wrap_future} is in the other direction.
     *
     * @return the view
     */
    public final CompletionStage<T> asCompletionStage() {
        return StageView.of(this);
    }

    /**
     * Returns the loop this future belongs to.
     *
     * @return the loop
     */
    public final AbstractEventLoop getLoop() {
        return origin instanceof Traced traced ? traced.loop : (AbstractEventLoop) origin;
    }

    /**
     * Finishes with a result.
     *
     * @param value the result
     * @throws InvalidStateError if done already
     */
    protected final void finish(T value) {
        end(State.FINISHED, value);
    }

    /**
     * Finishes with an exception.
     *
     * @param cause the exception
     * @throws InvalidStateError if done already
     */
    protected final void finishExceptionally(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        Failure failure = new Failure(cause, getLoop(), kind(), epitaph(cause), creationTrace());
        end(State.FAILED, failure);
        failure.reportUnlessRetrieved(this);
    }

    /**
     * Finishes as cancelled.
     *
     * @param message the message of the {@link CancelledError}, or null
     */
    protected final void finishCancelled(@Nullable String message) {
        end(State.CANCELLED, message);
    }

    /** Returns a new error that says how this was cancelled, which it was. */
    final CancelledError cancelledError() {
        return new CancelledError((String) outcome);
    }

    /** Returns the exception, which does not count as retrieved, or null if there is none. */
    final @Nullable Throwable failure() {
        return state == State.FAILED && outcome instanceof Failure failure
                ? failure.exception()
                : null;
    }

    /** Returns where this was created, innermost frame first; null unless in debug mode. */
    final @Nullable List<StackTraceElement> creationTrace() {
        return origin instanceof Traced traced ? traced.createdAt : null;
    }

    /** Makes a done future pending again. Only for one that nobody but its owner holds. */
    final void rearm() {
        state = State.PENDING;
        outcome = null;
    }

    /** Adds a task that waits; it is woken in its turn among the callbacks. */
    final void addWaiter(Task<?> task) {
        addCallback(task);
    }

    /** Removes a task that waits no longer. */
    final void removeWaiter(Task<?> task) {
        removeCallbacks(each -> each == task);
    }

    /** Describes this for when it is collected, without referring to it. */
    Supplier<String> epitaph(Throwable cause) {
        String kind = kind();
        return () -> "<" + kind + " finished exception=" + cause + ">";
    }

    /** Returns the class's name as people know it. */
    String kind() {
        return "Future";
    }

    @Override
    public String toString() {
        // "...": it is its own result, or is waited for in a circle
        return Descriptions.onceAtATime(this, this::describe, "...");
    }

    private String describe() {
        StringBuilder text = new StringBuilder("<").append(kind()).append(' ').append(stateName());
        describe(text);
        if (state == State.FINISHED) {
            text.append(" result=").append(Descriptions.ofResult(outcome));
        } else if (state == State.FAILED && outcome instanceof Failure failure) {
            text.append(" exception=").append(failure.exception());
        }
        text.append(Descriptions.ofCallbacks(callbacks()));
        List<StackTraceElement> createdAt = creationTrace();
        if (createdAt != null && !createdAt.isEmpty()) {
            text.append(" created at ").append(Traces.describe(createdAt.getFirst()));
        }
        return text.append('>').toString();
    }

    /** Returns the state as people know it. */
    String stateName() {
        return switch (state) {
            case PENDING -> "pending";
            case CANCELLED -> "cancelled";
            case FINISHED, FAILED -> "finished";
        };
    }

    /** Adds what a subclass knows to {@link #toString}. */
    void describe(StringBuilder text) {}

    private void end(State newState, @Nullable Object newOutcome) {
        if (state != State.PENDING) {
            throw new InvalidStateError("invalid state: " + this);
        }
        Task.checkThread(callbacks);
        outcome = newOutcome;
        state = newState;
        scheduleCallbacks();
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

    private List<?> callbacks() {
        if (callbacks == null) {
            return List.of();
        }
        return callbacks instanceof List<?> list ? list : List.of(callbacks);
    }

    private int removeCallbacks(Predicate<Object> which) {
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
        } else if (callback instanceof Future<?>.DoneCallback done) {
            getLoop().callSoon(done, done.context);
        }
    }

    @SuppressWarnings("unchecked") // the cast is the point: the compiler must not see it
    static <X extends Throwable> X asUnchecked(Throwable exception) throws X {
        throw (X) exception;
    }
}
