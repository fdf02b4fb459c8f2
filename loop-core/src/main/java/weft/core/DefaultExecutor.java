package weft.core;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Future;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs blocking functions on threads and brings their results back to the loop. */
final class DefaultExecutor {
    private static final AtomicInteger LAST_NUMBER = new AtomicInteger();

    // As asyncio's ThreadPoolExecutor: enough to wait in, few enough not to crowd the machine out.
    private static final int MAX_THREADS =
            Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
    private static final int KEEP_ALIVE_SECONDS = 10;

    private final AbstractEventLoop loop;
    private @Nullable ExecutorService pool;
    private boolean shutDown;

    DefaultExecutor(AbstractEventLoop loop) {
        this.loop = loop;
    }

    <T extends @Nullable Object> Future<T> run(@Nullable Executor executor, Callable<T> function) {
        Future<T> future = loop.createFuture();
        AtomicBoolean unwanted = new AtomicBoolean();
        future.addDoneCallback(done -> unwanted.set(done.cancelled()));
        Executor target = executor == null ? pool() : executor;
        target.execute(
                () -> {
                    if (!unwanted.get()) {
                        deliver(future, function);
                    }
                });
        return future;
    }

    private <T extends @Nullable Object> void deliver(Future<T> future, Callable<T> function) {
        Runnable settle;
        try {
            T value = function.call();
            settle = () -> future.setResult(value);
        } catch (Throwable e) {
            settle = () -> future.setException(e);
        }
        Runnable outcome = settle;
        try {
            loop.callSoonThreadsafe(
                    () -> {
                        if (!future.done()) {
                            outcome.run();
                        }
                    });
        } catch (IllegalStateException loopIsClosed) {
            // Nobody can wait for the result any more.
        }
    }

    /** Replaces the pool. The former one is left to whoever made it, as in asyncio. */
    void replace(ExecutorService executor) {
        pool = executor;
    }

    /**
     * Ends the pool.
     *
     * @return a future of the moment when its last function has returned; false if the time was up
     */
    Future<Boolean> shutdown(@Nullable Duration timeout) {
        shutDown = true;
        Future<Boolean> future = loop.createFuture();
        ExecutorService ending = pool;
        if (ending == null) {
            future.setResult(true);
            return future;
        }
        ending.shutdown();
        long timeoutNanos = timeout == null ? Long.MAX_VALUE : Clocks.nanosOf(timeout);
        Thread waiter =
                new Thread(
                        () ->
                                deliver(
                                        future,
                                        () ->
                                                ending.awaitTermination(
                                                        timeoutNanos, TimeUnit.NANOSECONDS)),
                        "weft-executor-shutdown");
        waiter.setDaemon(true);
        waiter.start();
        return future;
    }

    /** Ends the pool without waiting. */
    void close() {
        shutDown = true;
        if (pool != null) {
            pool.shutdown();
        }
    }

    private Executor pool() {
        if (shutDown) {
            throw new IllegalStateException("the default executor of " + loop + " was shut down");
        }
        ExecutorService existing = pool;
        return existing == null ? openPool() : existing;
    }

    private ExecutorService openPool() {
        ThreadPoolExecutor opened =
                new ThreadPoolExecutor(
                        MAX_THREADS,
                        MAX_THREADS,
                        KEEP_ALIVE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        DefaultExecutor::newThread);
        opened.allowCoreThreadTimeOut(true);
        pool = opened;
        return opened;
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "weft-executor-" + LAST_NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
