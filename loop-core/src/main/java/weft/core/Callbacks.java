package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;
import weft.spi.Backend;

/**
 * Runs the callbacks of a loop's batches, and decides on which thread: the callback thread, a
 * virtual one, or the bare platform thread where there are no virtual threads of our own.
 *
 * <pre>
 *               run                     an entry has to be mounted, or the run ends
 *   (idle) ------------->  (running)  ---------------------------------------------> (idle)
 *                              |
 *                              |  a callback blocks: run returns, the thread is forgotten
 *                              v
 *                          (on its own)  ---- its callback returns ----> (ended)
 * </pre>
 *
 * <p>One callback thread at most is in office. Who blocks loses it at once, so that a thread that
 * comes back from a callback has to look whether it may go on.
 */
final class Callbacks {
    private final Scheduler scheduler;
    private final ReadyQueue ready;
    private final NextThreads nextThreads;
    private final EntryWatch watch;
    private final FailureReports reports;
    private final boolean pollsOnPlatformThread;

    /** The one in office; null before the first, and after one that blocked. */
    private @Nullable CallbackThread thread;

    Callbacks(
            Scheduler scheduler,
            ReadyQueue ready,
            EntryWatch watch,
            FailureReports reports,
            Backend backend) {
        this.scheduler = scheduler;
        this.ready = ready;
        this.nextThreads = scheduler.nextThreads;
        this.watch = watch;
        this.reports = reports;
        this.pollsOnPlatformThread = backend.pollsOnPlatformThread();
    }

    /**
     * Runs callbacks, and maybe whole iterations of them, until the platform thread has to go on:
     * with an entry to mount, with the batch after a callback that blocked, or with the end of the
     * run. Platform thread, with nothing mounted.
     */
    void run() {
        if (VirtualThreads.problem() != null) {
            runHere();
            return;
        }
        CallbackThread current = thread;
        if (current == null) {
            current = new CallbackThread(scheduler, this);
            thread = current;
            current.startUnqueued();
        }
        nextThreads.push(current);
        nextThreads.run();
        if (!current.hasHandedOver() && thread == current) {
            thread = null; // blocked in a callback: a fresh one carries on
            watch.suspended();
        }
    }

    /**
     * Runs callbacks until the platform thread has to go on. Called by a callback thread.
     *
     * @return false if the thread is not the callback thread any more, and has to end
     */
    boolean runOn(CallbackThread current) {
        while (thread == current) {
            while (ready.hasBatch()) {
                if (ready.peek() instanceof Mountable) {
                    return true;
                }
                run(ready.takeFromBatch());
                if (thread != current) {
                    return false;
                }
                if (scheduler.hasFailed()) {
                    return true;
                }
            }
            if (scheduler.isStopping() || pollsOnPlatformThread) {
                return true;
            }
            scheduler.beginIteration();
        }
        return false;
    }

    private void runHere() {
        while (ready.hasBatch() && !scheduler.hasFailed()) {
            Ready entry = ready.takeFromBatch();
            Context.enter(entry.context());
            run(entry);
        }
    }

    private void run(Ready entry) {
        scheduler.setCurrentContext(entry.context());
        EntryWatch.Running begun = watch.begin(entry);
        try {
            entry.run();
        } catch (Throwable e) {
            if (!scheduler.stopIfFatal(e)) {
                reports.callbackFailed(entry, e);
            }
        }
        watch.endCallback(begun);
    }

    /**
     * Has the callback thread end, which waits for its turn. The JDK knows every virtual thread
     * until it ends, so that one which waits for ever would keep the whole loop from being
     * collected.
     */
    void end() {
        CallbackThread idle = thread;
        thread = null;
        if (idle != null && idle.hasHandedOver()) {
            idle.run();
        }
    }
}
