package weft.core;

import org.jspecify.annotations.Nullable;

import weft.CancelledError;
import weft.Context;
import weft.Coroutine;
import weft.ExceptionContext;
import weft.spi.Traces;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * The task of a thread that a library asked the loop for. Unlike other tasks it is made, and its
 * thread started, on any thread:
 *
 * <pre>
 *   made (any thread) -> started (any thread) -> registered (loop) -> runs -> done
 *                              |
 *                              +-> refused, if the loop is closed
 * </pre>
 *
 * <p>It is unknown to the loop until it was started, so that a thread that nobody starts leaves no
 * trace; and it ends as {@code Thread.join} does, whether its function returned or threw.
 */
final class ThreadTask extends CoroutineTask<@Nullable Void> {
    private final Body body;
    private final boolean daemon;
    private final Runnable onEnd;
    private boolean registered;

    private ThreadTask(
            Scheduler scheduler, Body body, Context context, boolean daemon, Runnable onEnd) {
        super(scheduler, body, null, context);
        this.body = body;
        this.daemon = daemon;
        this.onEnd = onEnd;
    }

    /**
     * Makes a task and its thread, which is to be started. Any thread.
     *
     * @param namePrefix begins the thread's name; a number follows
     * @param daemon whether the end of a run leaves the task to the closing of the loop
     * @param onEnd called when the thread ends, also if it never ran its function
     */
    static ThreadTask create(
            Scheduler scheduler,
            Runnable function,
            String namePrefix,
            boolean daemon,
            Runnable onEnd) {
        Context context = scheduler.copyCurrentContext();
        Body body = new Body(function);
        ThreadTask task = new ThreadTask(scheduler, body, context, daemon, onEnd);
        body.task = task;
        task.thread().thread().setName(namePrefix + task.number());
        return task;
    }

    /** What the thread runs, as the coroutine of its task. */
    private static final class Body implements Coroutine<@Nullable Void> {
        private final Runnable function;
        private @Nullable ThreadTask task;
        private boolean ran;

        Body(Runnable function) {
            this.function = function;
        }

        @Override
        public @Nullable Void run() {
            ran = true;
            try {
                function.run();
            } catch (CancelledError e) {
                throw e;
            } catch (Throwable e) {
                assert task != null;
                if (task.scheduler().stopIfFatal(e)) {
                    throw e;
                }
                task.uncaught(e);
            }
            return null;
        }

        @Override
        public String toString() {
            return Traces.describe(function);
        }
    }

    /** Queues the thread for the first time. Any thread. */
    @Override
    void enqueueStarted() {
        boolean accepted = !scheduler().isClosed();
        if (accepted && scheduler().isOnLoop()) {
            registerOnce();
        }
        if (!accepted || !scheduler().enqueueThreadsafe(thread())) {
            throw new RejectedExecutionException("the event loop is closed: " + getLoop());
        }
    }

    /** Makes the task known if it is not yet. Loop thread, once the thread has been started. */
    void registerOnce() {
        if (!registered) {
            registered = true;
            setName(thread().thread().getName());
            register();
        }
    }

    @Override
    public void run() {
        try {
            if (registered || !scheduler().isClosed()) {
                registerOnce();
                super.run();
            } else {
                // Started while the loop was being closed: the handler's thread may be gone.
                setName(thread().thread().getName());
                report("Task was destroyed but it is pending!", null);
            }
        } finally {
            if (!body.ran && body.function instanceof Future<?> promise) {
                promise.cancel(false);
            }
            onEnd.run();
        }
    }

    @Override
    protected boolean isDaemon() {
        return daemon;
    }

    private void uncaught(Throwable problem) {
        Thread thread = thread().thread();
        Thread.UncaughtExceptionHandler own = thread.getUncaughtExceptionHandler();
        if (own == null || own == thread.getThreadGroup()) {
            report("Unhandled exception in thread " + thread.getName(), problem);
            return;
        }
        try {
            own.uncaughtException(thread, problem);
        } catch (Throwable e) {
            if (scheduler().stopIfFatal(e)) {
                throw e;
            }
            report("Unhandled exception in uncaught exception handler", e);
        }
    }

    private void report(String message, @Nullable Throwable problem) {
        ExceptionContext context = new ExceptionContext(message).with("task", this);
        if (problem != null) {
            context = context.with("exception", problem);
        }
        if (scheduler().isClosed()) {
            getLoop().defaultExceptionHandler(context);
        } else {
            getLoop().callExceptionHandler(context);
        }
    }
}
