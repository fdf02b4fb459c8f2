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
    private final InterruptRelay interrupts;
    private final InterruptListener listener;
    private @Nullable AbstractEventLoop loop;
    private @Nullable StrandThread next;
    private boolean handedOver;
    private volatile boolean unblocked;

    PlatformGround(Thread thread) {
        this.thread = thread;
        this.interrupts = new InterruptRelay(thread);
        this.listener = new InterruptListener(interrupts::interrupt);
    }

    @Override
    void carry(StrandThread first) {
        heldMonitors.inflate();
        loop = RunningLoop.current();
        interrupts.begin(first);
        listener.listen(); // from now on the flag is lost each time a strand suspends
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
        interrupts.end();
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
            interrupts.pass(from);
            throw pinned();
        }
    }

    @Override
    void handOverAtEnd(StrandThread from, Strand to) {
        next = to instanceof StrandThread strand ? strand : null;
        interrupts.pass(next); // which may suspend the calling thread for a moment
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
