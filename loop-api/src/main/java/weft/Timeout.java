package weft;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;

/**
 * Cancels a piece of a coroutine that takes too long. Made by {@link Asyncio#timeout} and {@link
 * Asyncio#timeoutAt}, and used once. For the loop's thread. The asyncio counterpart is {@code
 * asyncio.Timeout}.
 *
 * {@snippet :
 * var limit = timeout(Duration.ofSeconds(1));
 * limit.run(() -> {
 *     String greeting = reader.readLine();
 *     limit.reschedule(getRunningLoop().time() + 5_000_000_000L);
 *     return converse(greeting);
 * });
 * }
 *
 * <pre>
 *   CREATED --run--> ACTIVE --body ends--> FINISHED
 *                       | deadline: the task is cancelled
 *                       +--> EXPIRING --body ends--> EXPIRED
 * </pre>
 */
public final class Timeout {
    /** A deadline that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    private enum State {
        CREATED,
        ACTIVE,
        EXPIRING,
        EXPIRED,
        FINISHED
    }

    private long whenNanos;
    private State state = State.CREATED;
    private @Nullable Task<?> task;
    private @Nullable Handle handle;
    private int cancellingBefore;

    Timeout(long whenNanos) {
        this.whenNanos = whenNanos;
    }

    /**
     * Runs a piece of the calling coroutine, in the same task, and cancels it at the deadline. A
     * cancellation that ends the body becomes a {@link TimeoutError} if the timeout itself, and
     * nobody else, asked for it. A body that returns although it was cancelled has its result
     * returned.
     *
     * @param <T> the type of the result
     * @param body what to run
     * @return the body's result
     * @throws TimeoutError if the deadline passed and the body ended by cancellation
     * @throws CancelledError if the body was cancelled otherwise
     * @throws IllegalStateException outside a coroutine, or if this was run before
     * @throws RuntimeException the very exception the body threw, of whatever type
     */
    public <T extends @Nullable Object> T run(Coroutine<T> body) {
        Task<?> running = enter();
        T result;
        try {
            result = body.run();
        } catch (Throwable e) {
            throw Future.<RuntimeException>asUnchecked(endWith(running, e));
        }
        end(running);
        return result;
    }

    /**
     * Runs a piece of the calling coroutine that has no result. See {@link #run(Coroutine)}.
     *
     * @param body what to run
     * @throws TimeoutError if the deadline passed and the body ended by cancellation
     * @throws CancelledError if the body was cancelled otherwise
     * @throws IllegalStateException outside a coroutine, or if this was run before
     */
    public void run(VoidCoroutine body) {
        run(body.toCoroutine());
    }

    /**
     * Returns the deadline.
     *
     * @return nanoseconds on the loop's clock, or {@link #NEVER}
     */
    public long when() {
        return whenNanos;
    }

    /**
     * Moves the deadline. Only while the body runs.
     *
     * @param deadlineNanos nanoseconds on the loop's clock; {@link #NEVER} for none; one that has
     *     passed means the next iteration
     * @throws IllegalStateException before the body runs, after it ended, or once the deadline
     *     passed
     */
    public void reschedule(long deadlineNanos) {
        Task<?> running = task;
        if (state != State.ACTIVE || running == null) {
            throw new IllegalStateException(
                    "cannot reschedule a timeout unless its body runs: " + this);
        }
        whenNanos = deadlineNanos;
        cancelHandle();
        AbstractEventLoop loop = running.getLoop();
        if (deadlineNanos == NEVER) {
            return;
        }
        handle =
                deadlineNanos - loop.time() <= 0
                        ? loop.callSoon(() -> expire(running))
                        : loop.callAt(deadlineNanos, () -> expire(running));
    }

    /**
     * Tells whether the deadline passed while the body ran.
     *
     * @return whether the body was cancelled by this
     */
    public boolean expired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    /** Returns the deadline that a delay from now means on a loop's clock. */
    static long deadline(AbstractEventLoop loop, @Nullable Duration delay) {
        if (delay == null) {
            return NEVER;
        }
        try {
            return Math.addExact(loop.time(), delay.toNanos());
        } catch (ArithmeticException tooFar) {
            return NEVER;
        }
    }

    private Task<?> enter() {
        if (state != State.CREATED) {
            throw new IllegalStateException("the timeout has already been entered: " + this);
        }
        Task<?> running = Asyncio.requireTask("a timeout");
        state = State.ACTIVE;
        task = running;
        cancellingBefore = running.cancelling();
        reschedule(whenNanos);
        return running;
    }

    /** Ends the timeout, and returns what to throw in the place of what the body threw. */
    private Throwable endWith(Task<?> running, Throwable problem) {
        CancelledError cancelled = expired() ? running.takeCancellation(problem) : null;
        boolean own = end(running);
        if (cancelled == null) {
            return problem;
        }
        return own ? new TimeoutError(null, cancelled) : cancelled;
    }

    /** Ends the timeout, and tells whether it alone asked for the task to be cancelled. */
    private boolean end(Task<?> running) {
        cancelHandle();
        if (state == State.ACTIVE) {
            state = State.FINISHED;
            return false;
        }
        state = State.EXPIRED;
        return running.uncancel() <= cancellingBefore;
    }

    private void expire(Task<?> running) {
        handle = null;
        running.cancel();
        state = State.EXPIRING;
    }

    private void cancelHandle() {
        if (handle != null) {
            handle.cancel();
            handle = null;
        }
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("<Timeout [")
                        .append(state.name().toLowerCase(Locale.ROOT))
                        .append(']');
        if (state == State.ACTIVE) {
            text.append(" when=").append(whenNanos == NEVER ? "never" : whenNanos / 1e9);
        }
        return text.append('>').toString();
    }
}
