package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.RunningLoop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs coroutines one after the other on one loop, which it creates when first needed and closes in
 * the end. For one platform thread. The asyncio counterpart is {@code asyncio.Runner}.
 *
 * <p>While a coroutine runs on the main thread, the first SIGINT cancels it and {@link #run} throws
 * {@link InterruptedException}; the second ends the process as SIGINT does by default.
 */
public final class Runner implements AutoCloseable {
    private static final String INTERRUPT_SIGNAL = "INT";

    private final Supplier<AbstractEventLoop> loopFactory;
    private final @Nullable Boolean debug;
    private @Nullable AbstractEventLoop loop;
    private boolean closed;
    private int interrupts;

    /** Creates a runner whose loop the policy makes. */
    public Runner() {
        this(null, Asyncio::newEventLoop);
    }

    /**
     * Creates a runner.
     *
     * @param debug whether to switch debug mode on or off, or null to leave it
     * @param loopFactory makes the loop
     */
    public Runner(@Nullable Boolean debug, Supplier<AbstractEventLoop> loopFactory) {
        this.debug = debug;
        this.loopFactory = loopFactory;
    }

    /**
     * Returns the loop, which is created if need be.
     *
     * @return the loop
     * @throws IllegalStateException if the runner is closed
     */
    public AbstractEventLoop getLoop() {
        if (closed) {
            throw new IllegalStateException("the runner is closed");
        }
        if (loop == null) {
            loop = loopFactory.get();
            if (debug != null) {
                loop.setDebug(debug);
            }
        }
        return loop;
    }

    /**
     * Runs a coroutine as a task until it is done.
     *
     * @param <T> the type of the result
     * @param main the coroutine
     * @return its result
     * @throws IllegalStateException if the runner is closed or a loop runs in this thread
     * @throws RuntimeException the very exception the coroutine failed with, of whatever type; an
     *     {@link InterruptedException} if SIGINT cancelled it
     */
    public <T extends @Nullable Object> T run(Coroutine<T> main) {
        RunningLoop.requireNone();
        AbstractEventLoop running = getLoop();
        Task<T> task = running.createTask(main);
        interrupts = 0;
        boolean handlesInterrupt = handleInterrupt(running, task);
        try {
            return running.runUntilComplete(task);
        } catch (CancelledError e) {
            if (interrupts > 0 && task.uncancel() == 0) {
                throw Runner.<RuntimeException>asUnchecked(
                        new InterruptedException("SIGINT cancelled the main task"));
            }
            throw e;
        } finally {
            if (handlesInterrupt) {
                running.removeSignalHandler(INTERRUPT_SIGNAL);
            }
        }
    }

    /** Cancels what is left, waits for it, reports what failed, and closes the loop. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (loop == null) {
            return;
        }
        try {
            cancelAllTasks(loop);
            loop.runUntilComplete(
                    () -> {
                        AbstractEventLoop running = Asyncio.getRunningLoop();
                        running.shutdownAsyncgens();
                        running.shutdownDefaultExecutor();
                        return null;
                    });
        } finally {
            loop.close();
        }
    }

    private boolean handleInterrupt(AbstractEventLoop running, Task<?> task) {
        if (Thread.currentThread().threadId() != 1) {
            return false; // as asyncio: only the main thread owns SIGINT
        }
        try {
            running.addSignalHandler(INTERRUPT_SIGNAL, () -> onInterrupt(running, task));
            return true;
        } catch (IllegalArgumentException | UnsupportedOperationException notHere) {
            return false; // the JVM runs with -Xrs, or the loop has no signals
        }
    }

    private void onInterrupt(AbstractEventLoop running, Task<?> task) {
        interrupts++;
        task.cancel();
        // The second one must work even if the loop hangs, so it is the system's again.
        running.removeSignalHandler(INTERRUPT_SIGNAL);
    }

    private static void cancelAllTasks(AbstractEventLoop loop) {
        List<Task<?>> left = new ArrayList<>(loop.allTasks());
        if (left.isEmpty()) {
            return;
        }
        left.forEach(Task::cancel);
        int[] remaining = {left.size()};
        Future<Void> all = loop.createFuture();
        for (Task<?> task : left) {
            task.addDoneCallback(
                    done -> {
                        if (--remaining[0] == 0) {
                            all.setResult(null);
                        }
                    });
        }
        loop.runUntilComplete(all);
        for (Task<?> task : left) {
            Throwable problem = task.cancelled() ? null : task.exception();
            if (problem != null) {
                loop.callExceptionHandler(
                        new ExceptionContext("unhandled exception during Asyncio.run() shutdown")
                                .with("exception", problem)
                                .with("task", task));
            }
        }
    }

    @SuppressWarnings("unchecked") // the cast is the point: the compiler must not see it
    private static <X extends Throwable> X asUnchecked(Throwable exception) throws X {
        throw (X) exception;
    }
}
