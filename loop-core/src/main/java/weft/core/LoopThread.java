package weft.core;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Context;
import weft.Task;
import weft.spi.LoopConfined;
import weft.spi.Strand;

import java.util.concurrent.Executor;

/**
 * One virtual thread of a loop: its scheduler, its ready entry and its answer to "which loop, which
 * task". Being its own scheduler it knows without a look-up which thread may run again.
 *
 * <pre>
 *            start, unpark, unblock, yield            platform thread takes the entry
 *  (suspended) ------- execute() ------> (in the ready queue) ------ run() ------> (mounted)
 *       ^                                                                              |
 *       +------------------------ parks, blocks, yields -------------------------------+
 * </pre>
 */
abstract class LoopThread extends Ground implements Executor, Suspendable, LoopConfined {
    final Scheduler scheduler;
    private final Thread thread;
    private @Nullable Runnable continuation;
    private Context activeContext;

    // Set while the thread suspends itself and something else sees to its resumption.
    private boolean resumedByOther;
    private boolean resumed;

    // Who looks at the frames. Others may read a stale value, but never themselves.
    private @Nullable Thread inspector;
    private boolean resumedByInspection;

    /** Creates a thread that is not started; its body must not throw. */
    LoopThread(Scheduler scheduler, String name, Context context, Runnable body) {
        this.scheduler = scheduler;
        this.activeContext = context;
        this.thread = VirtualThreads.unstarted(this, name, body);
    }

    /** Returns the context that threads started by this one begin in. */
    final Context startContext() {
        return activeContext;
    }

    @Override
    public final Thread thread() {
        return thread;
    }

    /** Makes the thread ready for the first time. */
    final void start() {
        thread.start();
    }

    /** Starts the thread without queueing it: somebody else runs it for the first time. */
    final void startUnqueued() {
        resumedByOther = true;
        thread.start();
        resumedByOther = false;
    }

    /**
     * Starts the thread and runs it until it first suspends, before the calling one goes on.
     *
     * @param parent the calling thread, one of this loop
     */
    final void startEagerly(Suspendable parent) {
        NextThreads next = scheduler.nextThreads;
        next.push(parent);
        next.push(this);
        startUnqueued();
        if (!parent.suspend()) {
            // It is pinned, so that nothing else can run now: the thread begins in its turn.
            next.retract(this);
            next.retract(parent);
            scheduler.enqueue(this);
        }
    }

    /**
     * Takes the continuation of a thread that may run. Called by the JDK on any thread, and must
     * never throw or block; only whoever starts the thread can be told that it is refused.
     */
    @Override
    public final void execute(Runnable runnable) {
        if (continuation == null) {
            continuation = runnable; // from start()
            enqueueStarted();
        } else if (runnable != continuation) {
            scheduler.resume(new InheritedThread(scheduler, this, runnable));
        } else if (inspector != null && inspector == Thread.currentThread()) {
            resumedByInspection = true;
        } else if (!resumedByOther) {
            scheduler.resume(this);
        }
    }

    /**
     * Returns the thread's frames. Any thread.
     *
     * <p>The JDK holds a suspended thread fast while it looks at it, and queues it once more if it
     * was ready, in case its turn came meanwhile. Called on the loop it cannot have come, and a
     * second entry would give the thread a turn too many.
     *
     * @param queued whether the thread is in the ready queue
     */
    final StackTraceElement[] stackTrace(boolean queued) {
        inspector = Thread.currentThread();
        try {
            return thread.getStackTrace();
        } finally {
            inspector = null;
            boolean again = resumedByInspection && !resumedByOther;
            resumedByInspection = false;
            if (again && !(queued && scheduler.isOnLoop())) {
                scheduler.resume(this);
            }
        }
    }

    /** Queues the thread for the first time. Called by whoever starts it: here, the loop's side. */
    void enqueueStarted() {
        scheduler.enqueueStarted(this);
    }

    /** Runs the thread until it suspends. Platform thread, with nothing mounted. */
    @Override
    public final void run() {
        Runnable resume = continuation;
        assert resume != null;
        resumed = true;
        scheduler.mount(thread, activeContext);
        resume.run();
        activeContext = scheduler.unmount();
    }

    @Override
    public final boolean suspend() {
        resumedByOther = true;
        resumed = false;
        Thread.yield();
        resumedByOther = false;
        return resumed;
    }

    final boolean isSuspendedForOther() {
        return resumedByOther;
    }

    // Strands that run in this thread's name

    @Override
    final void carry(StrandThread first) {
        setActive(first);
        scheduler.nextThreads.push(first);
        if (!suspend()) {
            setActive(null);
            scheduler.nextThreads.retract(first);
            throw pinned();
        }
    }

    @Override
    final void handOver(StrandThread from, Strand to) {
        handOverAtEnd(from, to);
        if (!from.suspend()) {
            setActive(from);
            scheduler.nextThreads.retract(mountable(to));
            throw pinned();
        }
    }

    @Override
    final void handOverAtEnd(StrandThread from, Strand to) {
        setActive(to instanceof StrandThread strand ? strand : null);
        scheduler.nextThreads.push(mountable(to));
    }

    private Mountable mountable(Strand strand) {
        return strand instanceof StrandThread other ? other : this;
    }

    @Override
    final void resumeBlocked(StrandThread strand, Runnable continued) {
        scheduler.resume(strand);
    }

    @Override
    final void runInherited(Runnable inherited) {
        scheduler.resume(new InheritedThread(scheduler, this, inherited));
    }

    @Override
    final Context ownContext() {
        return scheduler.currentContext();
    }

    /** Returns what a thread scheduled by this is to the loop. */
    final LoopConfined confinementOf(Thread scheduled) {
        return scheduled == thread ? this : new Inherited(scheduler);
    }

    @Override
    public final Context context() {
        return scheduler.currentContext();
    }

    @Override
    public final void enterContext(Context context) {
        scheduler.setCurrentContext(context);
    }

    @Override
    public final AbstractEventLoop loop() {
        return scheduler.loop();
    }

    @Override
    public final @Nullable Task<?> task() {
        return ownTask();
    }

    /** Answers for a thread that inherited its scheduler: on the loop, but nobody's coroutine. */
    private record Inherited(Scheduler scheduler) implements LoopConfined {
        @Override
        public AbstractEventLoop loop() {
            return scheduler.loop();
        }

        @Override
        public @Nullable Task<?> task() {
            return null;
        }

        @Override
        public Context context() {
            return scheduler.currentContext();
        }

        @Override
        public void enterContext(Context context) {
            scheduler.setCurrentContext(context);
        }
    }
}
