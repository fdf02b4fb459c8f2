package weft.core;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Context;
import weft.Task;
import weft.spi.RunningLoop;
import weft.spi.Strand;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;

/**
 * A platform thread as the bottom of strands. It mounts them on itself: handing over to a strand is
 * little more than a call, and a strand that blocks blocks the thread, as code of its own would.
 */
final class PlatformGround extends Ground {
    private final Thread thread;
    private final HeldMonitors heldMonitors = new HeldMonitors();
    private final InterruptListener interrupts = new InterruptListener(this::onInterrupt);
    private @Nullable AbstractEventLoop loop;
    private @Nullable StrandThread next;
    private boolean handedOver;
    private volatile boolean unblocked;

    // Guarded by this.
    private boolean carrying;
    private boolean interrupted;

    PlatformGround(Thread thread) {
        this.thread = thread;
    }

    @Override
    void carry(StrandThread first) {
        heldMonitors.inflate();
        loop = RunningLoop.current();
        begin(first);
        StrandThread strand = first;
        while (strand != null) {
            handedOver = false;
            strand.run();
            if (handedOver) {
                strand = next;
            } else {
                awaitUnblocked();
            }
        }
        next = null;
        end();
    }

    private void begin(StrandThread first) {
        synchronized (this) {
            setActive(first);
            carrying = true;
        }
        interrupts.listen(); // from now on the flag is lost each time a strand suspends
    }

    private void end() {
        boolean unnoticed;
        synchronized (this) {
            unnoticed = interrupted;
            carrying = false;
            interrupted = false;
        }
        if (unnoticed) {
            thread.interrupt();
        }
    }

    /**
     * Called by whoever has interrupted this thread: perhaps a moment later, when a strand has
     * suspended meanwhile and the flag is lost. Therefore this goes on listening after the end.
     */
    private void onInterrupt() {
        if (!interruptActive()) {
            interruptThread();
        }
    }

    /** Sees to it that the thread is interrupted once it is its turn. */
    private void interruptThread() {
        synchronized (this) {
            if (carrying) {
                interrupted = true;
                return;
            }
        }
        if (!thread.isInterrupted()) {
            thread.interrupt();
        }
    }

    /** Waits until a strand can go on that is suspended in a call of the JDK. */
    private void awaitUnblocked() {
        while (!unblocked) {
            LockSupport.park(this);
            Thread.interrupted(); // or the thread would not park again; the strand has been told
        }
        unblocked = false;
    }

    @Override
    void handOver(StrandThread from, Strand to) {
        handOverAtEnd(from, to);
        if (!from.suspend()) {
            handedOver = false;
            setActive(from);
            throw pinned();
        }
    }

    @Override
    void handOverAtEnd(StrandThread from, Strand to) {
        next = to instanceof StrandThread strand ? strand : null;
        if (activate(next)) { // which may suspend the calling thread for a moment
            interruptThread();
        }
        handedOver = true;
    }

    @Override
    void resumeBlocked(StrandThread strand, Runnable continuation) {
        unblocked = true;
        LockSupport.unpark(thread);
    }

    @Override
    void runInherited(Runnable continuation) {
        ForkJoinPool.commonPool().execute(continuation);
    }

    @Override
    @Nullable Task<?> ownTask() {
        return null;
    }

    @Override
    Context ownContext() {
        return Context.current();
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public @Nullable AbstractEventLoop loop() {
        return Thread.currentThread() == thread ? RunningLoop.current() : loop;
    }

    @Override
    public String toString() {
        return "<bottom " + thread + ">";
    }
}
