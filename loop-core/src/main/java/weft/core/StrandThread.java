package weft.core;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Context;
import weft.Task;
import weft.spi.LoopConfined;
import weft.spi.Strand;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A strand with a virtual thread for its stack. The thread's scheduler is the strand itself, which
 * passes its continuation on to the {@link Ground} it stands on.
 *
 * <p>It suspends in two ways. By handing over, it tells the ground who goes on, and is run again
 * when somebody hands over to it. In a call of the JDK, or an await, it is queued as its ground
 * sees fit; nobody else runs in the ground's name meanwhile, since the whole thread waits.
 *
 * <p>It sees the context of whoever hands over to it. One that it has entered itself stays with it.
 */
final class StrandThread implements Strand, Executor, Suspendable, LoopConfined {
    private final Thread thread;
    private final Supplier<Strand> body;
    private @Nullable Runnable continuation;
    private @Nullable Ground ground;
    private @Nullable Object attachment;
    private Context active = new Context();
    private Context borrowed = active;

    // Set while the thread suspends itself by handing over, so that nobody queues it.
    private boolean handingOver;
    private boolean resumed;
    private volatile boolean hasTurn;

    // As in LoopThread: who looks at the frames makes the JDK queue the thread once more.
    private @Nullable Thread inspector;
    private boolean resumedByInspection;

    StrandThread(String name, Supplier<Strand> body) {
        this.body = body;
        this.thread = VirtualThreads.unstarted(this, name, this::runBody);
    }

    private void runBody() {
        Strand next = body.get();
        Ground last = currentGround();
        if (next instanceof StrandThread strand) {
            strand.adopt(last, context());
        } else if (next != last) {
            throw Ground.otherThread(next);
        }
        last.handOverAtEnd(this, next);
    }

    // Switching

    @Override
    public void switchTo(Strand target) {
        if (!isCurrent()) {
            throw Ground.notCurrent(this);
        }
        if (target == this) {
            return;
        }
        Ground here = currentGround();
        if (target instanceof StrandThread strand) {
            strand.adopt(here, context());
        } else if (target != here) {
            throw Ground.otherThread(target);
        }
        here.handOver(this, target);
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public @Nullable Strand bottom() {
        return ground;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object object) {
        attachment = object;
    }

    private Ground currentGround() {
        Ground current = ground;
        if (current == null) {
            throw new IllegalStateException("the strand never ran: " + thread);
        }
        return current;
    }

    /** Prepares for running above a thread, in the context of whoever hands over. */
    void adopt(Ground newGround, Context context) {
        Ground last = ground;
        if (last != newGround) {
            if (last != null && last.isVirtualGround() != newGround.isVirtualGround()) {
                throw new IllegalStateException(
                        "what began on a virtual thread of the JDK goes on only on another one,"
                                + " and what began elsewhere does not go on there: "
                                + newGround.thread());
            }
            ground = newGround;
        }
        if (active == borrowed) {
            active = context;
        }
        borrowed = context;
    }

    // For platform threads and loops, which mount the continuation themselves

    /** Runs the strand until it suspends. Platform thread, with nothing mounted. */
    @Override
    public void run() {
        if (continuation == null) {
            thread.start(); // brings the continuation here
        }
        Runnable mountable = continuation;
        assert mountable != null;
        resumed = true;
        if (ground instanceof LoopThread bottom) {
            Scheduler scheduler = bottom.scheduler;
            scheduler.mount(thread, active);
            mountable.run();
            active = scheduler.unmount();
        } else {
            mountable.run();
        }
    }

    @Override
    public boolean suspend() {
        handingOver = true;
        resumed = false;
        Thread.yield();
        handingOver = false;
        return resumed;
    }

    // For virtual threads of the JDK, whose scheduler runs the continuation

    /** Lets the thread go on, or begin. */
    void giveTurn() {
        if (continuation == null) {
            thread.start(); // which is its first turn
        } else {
            hasTurn = true;
            LockSupport.unpark(thread);
        }
    }

    /** Waits in this thread until it is given its turn. */
    void awaitTurn() {
        boolean interrupted = false;
        while (!hasTurn) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        hasTurn = false;
        if (interrupted) {
            thread.interrupt();
        }
    }

    // Scheduling

    /** Takes the continuation. Called by the JDK on any thread, and must never throw or block. */
    @Override
    public void execute(Runnable runnable) {
        Ground here = ground;
        assert here != null;
        if (continuation == null) {
            continuation = runnable;
            if (here.isVirtualGround()) {
                here.resumeBlocked(this, runnable);
            }
        } else if (runnable != continuation) {
            here.runInherited(runnable);
        } else if (inspector != null && inspector == Thread.currentThread()) {
            resumedByInspection = true;
        } else if (!handingOver) {
            here.resumeBlocked(this, runnable);
        }
    }

    /** Returns the thread's frames. Loop's thread; see {@link LoopThread#stackTrace}. */
    StackTraceElement[] stackTrace(boolean queued) {
        inspector = Thread.currentThread();
        try {
            return thread.getStackTrace();
        } finally {
            inspector = null;
            boolean again = resumedByInspection && !handingOver && !queued;
            resumedByInspection = false;
            Runnable runnable = continuation;
            if (again && runnable != null) {
                currentGround().resumeBlocked(this, runnable);
            }
        }
    }

    // What the thread is to its loop

    /** Returns what a thread scheduled by this is to the loop, or null. */
    @Nullable LoopConfined confinementOf(Thread scheduled) {
        if (scheduled == thread) {
            return this;
        }
        return ground instanceof LoopThread bottom ? bottom.confinementOf(scheduled) : null;
    }

    @Override
    public @Nullable AbstractEventLoop loop() {
        Ground here = ground;
        return here == null ? null : here.loop();
    }

    @Override
    public @Nullable Task<?> task() {
        Ground here = ground;
        return here == null ? null : here.ownTask();
    }

    @Override
    public Context context() {
        return ground instanceof LoopThread bottom ? bottom.context() : active;
    }

    @Override
    public void enterContext(Context context) {
        if (ground instanceof LoopThread bottom) {
            bottom.enterContext(context);
        } else {
            active = context;
        }
    }

    @Override
    public String toString() {
        return "<strand " + thread.getName() + ">";
    }
}
