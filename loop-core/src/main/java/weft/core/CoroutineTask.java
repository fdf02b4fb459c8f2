package weft.core;

import org.jspecify.annotations.Nullable;

import weft.CancelledError;
import weft.Context;
import weft.Coroutine;
import weft.Task;
import weft.spi.Traces;

import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A task whose coroutine is a virtual thread of the loop. */
class CoroutineTask<T extends @Nullable Object> extends Task<T> implements Runnable {
    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    // Neighbours in the loop's list of tasks that are not done.
    @Nullable CoroutineTask<?> previous;
    @Nullable CoroutineTask<?> next;

    private final CoroutineThread thread;
    private final long number = LAST_NUMBER.incrementAndGet();
    private @Nullable Thread parked; // the coroutine's own or that of a strand in its name
    private boolean woken;
    private boolean yielding;
    private boolean interruptedByCancel;

    CoroutineTask(
            Scheduler scheduler, Coroutine<T> coroutine, @Nullable String name, Context context) {
        super(scheduler.loop(), coroutine, name, context);
        this.thread = new CoroutineThread(scheduler, this, context);
    }

    final CoroutineThread thread() {
        return thread;
    }

    final Scheduler scheduler() {
        return thread.scheduler;
    }

    /** Puts the task among those that the loop knows. Loop thread. */
    final void register() {
        scheduler().tasks.add(this);
        if (Recorder.INSTANCE.wantsTasks()) {
            Recorder.INSTANCE.taskCreated(number, getName(), Traces.describe(getCoro()));
        }
    }

    /** Queues the thread for the first time. Called by whoever starts it. */
    void enqueueStarted() {
        scheduler().enqueueStarted(thread);
    }

    /** Runs the coroutine, in its thread, which calls this. */
    @Override
    public void run() {
        try {
            runToEnd();
        } catch (IllegalStateException e) {
            if (!scheduler().isClosed()) {
                throw e;
            }
            // It outlived its loop: nobody is left to be told of its end.
        } finally {
            scheduler().tasks.remove(this);
            if (Recorder.INSTANCE.wantsTasks()) {
                Recorder.INSTANCE.taskDone(number, getName(), state());
            }
        }
    }

    private String state() {
        return cancelled() ? "cancelled" : "finished";
    }

    private void runToEnd() {
        try {
            throwIfCancelled();
            T value = getCoro().run();
            throwIfCancelled(); // requested after the last wait
            finish(value);
        } catch (CancelledError e) {
            finishCancelled(e.getMessage());
        } catch (InterruptedException | ClosedByInterruptException e) {
            if (interruptedByCancel && cancelPending()) {
                finishCancelled(e.getMessage());
            } else {
                finishExceptionally(e);
            }
        } catch (Throwable e) {
            finishExceptionally(e);
            scheduler().stopIfFatal(e);
        }
    }

    @Override
    protected final void park() {
        scheduler().requireOpen();
        if (!Thread.currentThread().isInterrupted()) {
            interruptedByCancel = false; // the blocking call it was meant for has consumed it
        }
        if (woken) {
            Thread.yield(); // one turn, as any other wake-up takes
        }
        while (!woken) {
            if (Thread.interrupted()) {
                onInterrupt();
            } else {
                parked = Thread.currentThread();
                LockSupport.park();
                parked = null;
            }
        }
        woken = false;
    }

    /**
     * An interrupt while waiting is a request to cancel, unless it is what cancel() sent itself.
     */
    private void onInterrupt() {
        if (interruptedByCancel) {
            interruptedByCancel = false;
            return;
        }
        cancel("interrupted");
        if (woken) {
            Thread.yield();
        }
    }

    @Override
    protected final void wakeup() {
        woken = true;
        Thread waiting = parked;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    @Override
    protected final void checkThread() {
        scheduler().checkThread("the end of what a task awaits");
    }

    @Override
    protected final void yieldNow() {
        scheduler().requireOpen();
        yielding = true;
        Thread.yield();
        yielding = false;
    }

    @Override
    protected final void interruptBlockingCall() {
        Thread active = thread.activeThread();
        if (scheduler().isSuspendedInJdkCall(active)) {
            interruptedByCancel = true;
            active.interrupt();
        }
    }

    @Override
    protected final StackTraceElement[] stackTrace() {
        boolean queued = woken || yielding;
        StrandThread strand = thread.active();
        if (strand == null) {
            return thread.stackTrace(queued);
        }
        return Stream.of(strand.stackTrace(queued), thread.stackTrace(false))
                .flatMap(Stream::of)
                .toArray(StackTraceElement[]::new);
    }

    @Override
    protected final long number() {
        return number;
    }
}
