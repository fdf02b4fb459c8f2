package weft.core;

import weft.AbstractEventLoop;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Runs each function in a thread of the loop of its own. Every method is for any thread. */
final class CoroutineExecutor extends AbstractExecutorService {
    private final Scheduler scheduler;
    private final BiFunction<Runnable, Runnable, ThreadTask> newTask;
    private final Set<ThreadTask> running = ConcurrentHashMap.newKeySet();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile boolean shutdown;

    /**
     * Creates an executor.
     *
     * @param newTask makes a task of what to run and what to call at its end
     */
    CoroutineExecutor(Scheduler scheduler, BiFunction<Runnable, Runnable, ThreadTask> newTask) {
        this.scheduler = scheduler;
        this.newTask = newTask;
    }

    @Override
    public void execute(Runnable command) {
        Job job = new Job(Objects.requireNonNull(command, "command"));
        boolean started = false;
        // Before the look at the state: a shutdown either sees the task or is seen here.
        running.add(job.task);
        try {
            if (shutdown) {
                throw new RejectedExecutionException("the executor was shut down: " + this);
            }
            job.task.thread().thread().start();
            started = true;
        } finally {
            if (!started) {
                job.ended();
            }
        }
    }

    /** One function and its task, which tells the executor of its end. */
    private final class Job {
        final ThreadTask task;

        Job(Runnable command) {
            this.task = newTask.apply(command, this::ended);
        }

        void ended() {
            running.remove(task);
            terminateIfDone();
        }
    }

    private void terminateIfDone() {
        if (shutdown && running.isEmpty()) {
            terminated.countDown();
        }
    }

    @Override
    public void shutdown() {
        shutdown = true;
        terminateIfDone();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        for (ThreadTask task : running) {
            task.thread().thread().interrupt();
        }
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        if (!isTerminated()
                && Thread.currentThread() == scheduler.owner()
                && !scheduler.isRunning()
                && !scheduler.isClosed()) {
            throw new IllegalStateException(
                    "only the calling thread could run what it waits for: wait in a coroutine, or"
                            + " close the loop first");
        }
        return terminated.await(timeout, unit);
    }

    @Override
    public String toString() {
        String state = shutdown ? isTerminated() ? "terminated" : "shutting down" : "open";
        AbstractEventLoop loop = scheduler.loop();
        return "<coroutine executor " + state + " running=" + running.size() + " on " + loop + ">";
    }
}
