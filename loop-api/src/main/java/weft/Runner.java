package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.RunningLoop;
import weft.spi.Signals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs coroutines one after the other on one loop and in one context, which it makes when first
 * needed; closes the loop in the end. For one platform thread. The asyncio counterpart is {@code
 * asyncio.Runner}.
 *
 * <p>While a coroutine runs on the main thread, the first SIGINT cancels it, and {@link #run}
 * throws {@link InterruptedException} if that is how it ends; the second one ends the process as
 * SIGINT does by default, even if the loop hangs. A program that handles SIGINT itself is left
 * alone.
 */
public final class Runner implements AutoCloseable {
    private static final String INTERRUPT_SIGNAL = "INT";

    // asyncio's THREAD_JOIN_TIMEOUT.
    private static final Duration EXECUTOR_TIMEOUT = Duration.ofMinutes(5);

    private final @Nullable Supplier<? extends AbstractEventLoop> loopFactory;
    private final @Nullable Boolean debug;
    private final Thread creator = Thread.currentThread();
    private @Nullable AbstractEventLoop loop;
    private Context context = new Context();
    private @Nullable IllegalStateException refusal;
    private boolean closed;

    /** Creates a runner whose loop the policy makes, and keeps for the thread. */
    public Runner() {
        this(null, null);
    }

    /**
     * Creates a runner.
     *
     * @param debug whether to switch debug mode on or off, or null to leave it
     * @param loopFactory makes the loop, or null to have the policy make it; the policy's is what
     *     {@link Asyncio#getEventLoop} returns to the thread until the runner is closed
     */
    public Runner(
            @Nullable Boolean debug, @Nullable Supplier<? extends AbstractEventLoop> loopFactory) {
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
            throw new IllegalStateException("Runner is closed");
        }
        AbstractEventLoop existing = loop;
        return existing == null ? open() : existing;
    }

    private AbstractEventLoop open() {
        AbstractEventLoop opened;
        if (loopFactory == null) {
            opened = Asyncio.newEventLoop();
            Asyncio.setEventLoop(opened);
        } else {
            opened = loopFactory.get();
        }
        loop = opened;
        if (debug != null) {
            opened.setDebug(debug);
        }
        context = Context.copyContext();
        return opened;
    }

    /**
     * Runs a coroutine as a task until it is done, in the runner's context: a copy of the one in
     * which the runner was first used, that all runs share.
     *
     * @param <T> the type of the result
     * @param main the coroutine
     * @return its result
     * @throws IllegalStateException if the runner is closed or a loop runs in this thread
     * @throws RuntimeException the very exception the coroutine failed with, of whatever type; an
     *     {@link InterruptedException} if SIGINT cancelled it
     */
    public <T extends @Nullable Object> T run(Coroutine<T> main) {
        requireNoLoop();
        getLoop();
        return run(main, context);
    }

    /**
     * Runs a coroutine without a result. See {@link #run(Coroutine)}.
     *
     * @param main the coroutine
     */
    public void run(VoidCoroutine main) {
        run(main.toCoroutine());
    }

    /**
     * Runs a coroutine as a task until it is done.
     *
     * @param <T> the type of the result
     * @param main the coroutine
     * @param context the context it runs in
     * @return its result
     * @throws IllegalStateException if the runner is closed or a loop runs in this thread
     * @throws RuntimeException the very exception the coroutine failed with, of whatever type; an
     *     {@link InterruptedException} if SIGINT cancelled it
     */
    public <T extends @Nullable Object> T run(Coroutine<T> main, Context context) {
        requireNoLoop();
        Objects.requireNonNull(main, "main");
        AbstractEventLoop running = getLoop();
        Task<T> task = begin(running, main, context);
        AtomicInteger interrupts = new AtomicInteger();
        Signals.Registration interrupt = handleInterrupt(running, task, interrupts);
        try {
            return running.runUntilComplete(task);
        } catch (CancelledError e) {
            if (interrupts.get() > 0 && task.uncancel() == 0) {
                throw Future.<RuntimeException>asUnchecked(
                        new InterruptedException("SIGINT cancelled the main task"));
            }
            throw e;
        } finally {
            if (interrupt != null) {
                interrupt.close();
            }
        }
    }

    private <T extends @Nullable Object> Task<T> begin(
            AbstractEventLoop running, Coroutine<T> main, Context context) {
        try {
            return running.createTask(main, TaskOptions.DEFAULTS.withContext(context));
        } catch (IllegalStateException e) {
            refusal = e;
            throw e;
        }
    }

    /**
     * Cancels what is left, waits for it, reports what failed, ends the default executor and closes
     * the loop. Idempotent; a runner that was not used yet stays usable, as in asyncio.
     *
     * @throws IllegalStateException if the loop is running
     */
    @Override
    public void close() {
        AbstractEventLoop open = loop;
        if (closed || open == null) {
            return;
        }
        if (open.isRunning()) {
            throw new IllegalStateException("cannot close the runner of a running loop: " + open);
        }
        closed = true;
        try (open) {
            if (!open.isClosed()) {
                finish(open);
            }
        } catch (IllegalStateException e) {
            // A launch without the flag has no coroutine to end with either, and run said so.
            if (refusal == null || !Objects.equals(e.getMessage(), refusal.getMessage())) {
                throw e;
            }
        } finally {
            if (loopFactory == null && Thread.currentThread() == creator) {
                Asyncio.setEventLoop(null);
            }
        }
    }

    private static void finish(AbstractEventLoop loop) {
        cancelAllTasks(loop);
        VoidCoroutine last =
                () -> {
                    loop.shutdownAsyncgens();
                    loop.shutdownDefaultExecutor(EXECUTOR_TIMEOUT);
                };
        loop.runUntilComplete(last.toCoroutine());
    }

    private static void requireNoLoop() {
        AbstractEventLoop running = RunningLoop.current();
        if (running != null) {
            throw new IllegalStateException(
                    "run() cannot be called from a running event loop, "
                            + running
                            + ": use createTask() and await() here");
        }
        RunningLoop.requireNone();
    }

    private static Signals.@Nullable Registration handleInterrupt(
            AbstractEventLoop running, Task<?> task, AtomicInteger interrupts) {
        if (!MainThread.isCurrent()) {
            return null; // as asyncio: only the main thread owns SIGINT
        }
        Interruption interruption = new Interruption(running, task, interrupts);
        try {
            return interruption.begin();
        } catch (IllegalArgumentException | UnsupportedOperationException notHere) {
            return null; // the JVM runs with -Xrs, or has no signals
        }
    }

    /** What SIGINT does to one run. */
    private static final class Interruption {
        private final AbstractEventLoop loop;
        private final Task<?> task;
        private final AtomicInteger count;
        private volatile Signals.@Nullable Registration registration;

        Interruption(AbstractEventLoop loop, Task<?> task, AtomicInteger count) {
            this.loop = loop;
            this.task = task;
            this.count = count;
        }

        Signals.@Nullable Registration begin() {
            Signals.Registration own = Signals.handleIfFree(INTERRUPT_SIGNAL, this::onSignal);
            registration = own;
            if (own != null && count.get() > 0) {
                own.close(); // the first one came before it could do so itself
            }
            return own;
        }

        /** Called on a thread of the JVM's, since the loop may hang. */
        private void onSignal() {
            if (count.getAndIncrement() > 0) {
                return; // it came while the first one was being handled
            }
            Signals.Registration own = registration;
            if (own != null) {
                own.close(); // from now on SIGINT ends the process
            }
            try {
                loop.callSoonThreadsafe(task::cancel, new Context());
            } catch (IllegalStateException closedMeanwhile) {
                count.decrementAndGet(); // there is nothing left to cancel
            }
        }
    }

    private static void cancelAllTasks(AbstractEventLoop loop) {
        List<Task<?>> left = new ArrayList<>(loop.allTasks());
        left.removeIf(Task::isDaemon);
        if (left.isEmpty()) {
            return;
        }
        left.forEach(Task::cancel);
        int[] remaining = {left.size()};
        Future<@Nullable Void> all = loop.createFuture();
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
}
