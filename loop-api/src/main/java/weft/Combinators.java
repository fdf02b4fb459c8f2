package weft;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The functions of {@link Asyncio} that make one wait of several things, or of one thing another. A
 * class of its own for its size; {@code Asyncio} inherits them.
 */
abstract sealed class Combinators permits Asyncio {
    Combinators() {}

    /**
     * Runs awaitables side by side. Coroutines are started as tasks; the same object given twice
     * runs once, and its result appears twice.
     *
     * <p>The future returned fails with the first exception of any of them, a {@link
     * CancelledError} included if one is cancelled; the others go on. Cancelling it cancels those
     * that are not done, and it ends when they have.
     *
     * @param <T> the type of the results
     * @param awaitables futures, tasks or coroutines, of one loop
     * @return a future of the results, in the order of the arguments
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Awaitable<? extends T>... awaitables) {
        return Gathering.of(Arrays.asList(awaitables), false);
    }

    /**
     * Runs coroutines side by side. See {@link #gather(Awaitable[])}.
     *
     * @param <T> the type of the results
     * @param coroutines what to run
     * @return a future of the results, in the order of the arguments
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Coroutine<? extends T>... coroutines) {
        return Gathering.of(Arrays.asList(coroutines), false);
    }

    /**
     * Runs coroutines without results side by side. See {@link #gather(Awaitable[])}.
     *
     * @param coroutines what to run
     * @return a future that is done when all are
     */
    public static Future<List<Void>> gather(VoidCoroutine... coroutines) {
        return Gathering.of(Arrays.asList(coroutines), false);
    }

    /**
     * Runs awaitables side by side. See {@link #gather(Awaitable[])}. Beware of lambdas in a loop:
     * one that captures nothing is the same object each time, and so runs once.
     *
     * @param <T> the type of the results
     * @param awaitables futures, tasks or coroutines, of one loop
     * @return a future of the results, in the order of the collection
     */
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return Gathering.of(awaitables, false);
    }

    /**
     * Runs awaitables side by side, and treats exceptions as results. As {@link
     * #gather(Awaitable[])} else. The asyncio counterpart is {@code gather(...,
     * return_exceptions=True)}.
     *
     * @param awaitables futures, tasks or coroutines, of one loop
     * @return a future of results and {@link Throwable}s, in the order of the arguments; it fails
     *     only if it is cancelled
     */
    public static Future<List<@Nullable Object>> gatherReturningExceptions(
            Awaitable<?>... awaitables) {
        return Gathering.of(Arrays.asList(awaitables), true);
    }

    /**
     * Runs awaitables side by side, and treats exceptions as results. See {@link
     * #gatherReturningExceptions(Awaitable[])}.
     *
     * @param awaitables futures, tasks or coroutines, of one loop
     * @return a future of results and {@link Throwable}s, in the order of the collection
     */
    public static Future<List<@Nullable Object>> gatherReturningExceptions(
            Collection<? extends Awaitable<?>> awaitables) {
        return Gathering.of(awaitables, true);
    }

    /**
     * Suspends the calling coroutine until all futures are done. Their exceptions are not thrown,
     * and nothing is cancelled.
     *
     * @param <F> the type of the futures
     * @param futures futures or tasks of the running loop, at least one
     * @return those that are done: all
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    public static <F extends Future<?>> WaitResult<F> wait(Collection<? extends F> futures) {
        return wait(futures, null, ReturnWhen.ALL_COMPLETED);
    }

    /**
     * Suspends the calling coroutine until enough futures are done.
     *
     * @param <F> the type of the futures
     * @param futures futures or tasks of the running loop, at least one
     * @param returnWhen how many are enough
     * @return those that are done and those that are not
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    public static <F extends Future<?>> WaitResult<F> wait(
            Collection<? extends F> futures, ReturnWhen returnWhen) {
        return wait(futures, null, returnWhen);
    }

    /**
     * Suspends the calling coroutine until all futures are done or the time is up.
     *
     * @param <F> the type of the futures
     * @param futures futures or tasks of the running loop, at least one
     * @param timeout how long to wait at most, or null for no limit
     * @return those that are done and those that are not
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    public static <F extends Future<?>> WaitResult<F> wait(
            Collection<? extends F> futures, @Nullable Duration timeout) {
        return wait(futures, timeout, ReturnWhen.ALL_COMPLETED);
    }

    /**
     * Suspends the calling coroutine until enough futures are done or the time is up. Unlike {@link
     * #waitFor} it neither throws nor cancels anything when the time is up.
     *
     * @param <F> the type of the futures
     * @param futures futures or tasks of the running loop, at least one; coroutines have to be made
     *     tasks first
     * @param timeout how long to wait at most, or null for no limit
     * @param returnWhen how many are enough
     * @return those that are done and those that are not
     * @throws CancelledError if the task is cancelled meanwhile; the futures go on
     * @throws IllegalArgumentException if there is no future, or one belongs to another loop
     * @throws IllegalStateException outside a coroutine
     */
    public static <F extends Future<?>> WaitResult<F> wait(
            Collection<? extends F> futures, @Nullable Duration timeout, ReturnWhen returnWhen) {
        return Waiting.run(futures, timeout, returnWhen);
    }

    /**
     * Waits, in a coroutine, for an awaitable, and cancels it when the time is up. A coroutine runs
     * in the calling task; with a time of zero or less it does not start at all. Returns or throws
     * only after a cancellation has run its course, so that this may take longer than the time
     * given; a result that comes in spite of it is returned.
     *
     * @param <T> the type of the result
     * @param awaitable a future, a task or a coroutine
     * @param timeout how long to wait, or null for no limit
     * @return its result
     * @throws TimeoutError if the time was up
     * @throws CancelledError if the task is cancelled meanwhile; the awaitable is cancelled too
     * @throws IllegalStateException outside a coroutine
     * @throws RuntimeException the very exception it failed with, of whatever type
     */
    public static <T extends @Nullable Object> T waitFor(
            Awaitable<T> awaitable, @Nullable Duration timeout) {
        return Waiting.waitFor(awaitable, timeout);
    }

    /**
     * Runs a coroutine in the calling task, and cancels it when the time is up. See {@link
     * #waitFor(Awaitable, Duration)}.
     *
     * @param <T> the type of the result
     * @param coroutine what to run
     * @param timeout how long it may take, or null for no limit
     * @return its result
     * @throws TimeoutError if the time was up
     */
    public static <T extends @Nullable Object> T waitFor(
            Coroutine<T> coroutine, @Nullable Duration timeout) {
        return Waiting.waitFor(coroutine, timeout);
    }

    /**
     * Runs a coroutine without a result in the calling task, and cancels it when the time is up.
     * See {@link #waitFor(Awaitable, Duration)}.
     *
     * @param coroutine what to run
     * @param timeout how long it may take, or null for no limit
     * @throws TimeoutError if the time was up
     */
    public static void waitFor(VoidCoroutine coroutine, @Nullable Duration timeout) {
        Waiting.waitFor(coroutine, timeout);
    }

    /**
     * Creates a timeout, to be {@linkplain Timeout#run run} in a coroutine.
     *
     * @param delay how long from now, or null for no limit
     * @return a new timeout
     * @throws IllegalStateException if no loop runs in this thread
     */
    public static Timeout timeout(@Nullable Duration delay) {
        return new Timeout(Timeout.deadline(Asyncio.getRunningLoop(), delay));
    }

    /**
     * Runs a piece of the calling coroutine, and cancels it when the time is up. See {@link
     * Timeout#run(Coroutine)}.
     *
     * @param <T> the type of the result
     * @param delay how long it may take, or null for no limit
     * @param body what to run
     * @return its result
     * @throws TimeoutError if the time was up
     */
    public static <T extends @Nullable Object> T timeout(
            @Nullable Duration delay, Coroutine<T> body) {
        return timeout(delay).run(body);
    }

    /**
     * Runs a piece of the calling coroutine, and cancels it when the time is up. See {@link
     * Timeout#run(Coroutine)}.
     *
     * @param delay how long it may take, or null for no limit
     * @param body what to run
     * @throws TimeoutError if the time was up
     */
    public static void timeout(@Nullable Duration delay, VoidCoroutine body) {
        timeout(delay).run(body);
    }

    /**
     * Creates a timeout, to be {@linkplain Timeout#run run} in a coroutine.
     *
     * @param whenNanos the deadline on the loop's clock, or {@link Timeout#NEVER}
     * @return a new timeout
     */
    public static Timeout timeoutAt(long whenNanos) {
        return new Timeout(whenNanos);
    }

    /**
     * Keeps cancellation from an awaitable: cancelling the future returned, or a task that awaits
     * it, leaves the awaitable alone. If that fails afterwards, the exception handler is told.
     *
     * @param <T> the type of the result
     * @param awaitable a future, a task, or a coroutine, which is started as a task
     * @return a future that ends as the awaitable does; the awaitable itself if it is done
     */
    public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
        return Futures.shield(awaitable);
    }

    /**
     * Starts a coroutine as a task and keeps cancellation from it. See {@link #shield(Awaitable)}.
     *
     * @param <T> the type of the result
     * @param coroutine what to run
     * @return a future that ends as the task does
     */
    public static <T extends @Nullable Object> Future<T> shield(Coroutine<T> coroutine) {
        return Futures.shield(coroutine);
    }

    /**
     * Starts a coroutine without a result as a task and keeps cancellation from it. See {@link
     * #shield(Awaitable)}.
     *
     * @param coroutine what to run
     * @return a future that ends as the task does
     */
    public static Future<Void> shield(VoidCoroutine coroutine) {
        return Futures.shield(coroutine);
    }

    /**
     * Runs awaitables side by side, to be looked at in the order in which they become done.
     * Coroutines are started as tasks; the same object given twice runs once.
     *
     * @param <T> the type of the results
     * @param awaitables futures, tasks or coroutines, of the current loop
     * @return what goes through them
     */
    public static <T extends @Nullable Object> AsCompleted<T> asCompleted(
            Collection<? extends Awaitable<T>> awaitables) {
        return new AsCompleted<>(awaitables, null);
    }

    /**
     * Runs awaitables side by side, to be looked at in the order in which they become done.
     *
     * @param <T> the type of the results
     * @param awaitables futures, tasks or coroutines, of the current loop
     * @param timeout how long all may take, or null for no limit; those that take longer are not
     *     cancelled
     * @return what goes through them
     */
    public static <T extends @Nullable Object> AsCompleted<T> asCompleted(
            Collection<? extends Awaitable<T>> awaitables, @Nullable Duration timeout) {
        return new AsCompleted<>(awaitables, timeout);
    }

    /**
     * Returns a future for an awaitable: itself, or the task as which it is started on the current
     * loop.
     *
     * @param <T> the type of the result
     * @param awaitable a future, a task or a coroutine
     * @return the future
     */
    public static <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
        return Futures.ensure(awaitable, null);
    }

    /**
     * Returns a future for an awaitable: itself, or the task as which it is started.
     *
     * @param <T> the type of the result
     * @param awaitable a future, a task or a coroutine
     * @param loop the loop
     * @return the future
     * @throws IllegalArgumentException if it is a future of another loop
     */
    public static <T extends @Nullable Object> Future<T> ensureFuture(
            Awaitable<T> awaitable, AbstractEventLoop loop) {
        return Futures.ensure(awaitable, loop);
    }

    /**
     * Makes a future of the current loop out of one that another thread completes. Cancelling
     * either cancels the other.
     *
     * @param <T> the type of the result
     * @param future the other one
     * @return a new future, which fails with what the other one failed with, unwrapped
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(CompletableFuture<T> future) {
        return ForeignFutures.wrap(future, () -> future.cancel(true), Asyncio.getEventLoop());
    }

    /**
     * Makes a future of the current loop out of a stage that another thread completes.
     *
     * @param <T> the type of the result
     * @param stage the stage
     * @return a new future, which fails with what the stage failed with, unwrapped; cancelling it
     *     does not reach the stage
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(CompletionStage<T> stage) {
        return ForeignFutures.wrap(stage, () -> {}, Asyncio.getEventLoop());
    }

    /**
     * Makes a future of the current loop out of one that another thread completes. Since such a
     * future does not tell when it is done, a daemon thread blocks until it is: prefer {@link
     * CompletableFuture} where there is a choice. Cancelling either cancels the other.
     *
     * @param <T> the type of the result
     * @param future the other one
     * @return a new future, which fails with what the other one failed with, unwrapped
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(
            java.util.concurrent.Future<T> future) {
        return ForeignFutures.wrap(future, Asyncio.getEventLoop());
    }
}
