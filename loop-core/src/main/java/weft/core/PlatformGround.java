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
    private @Nullable AbstractEventLoop loop;
    private @Nullable StrandThread next;
    private boolean handedOver;
    private volatile boolean unblocked;

    PlatformGround(Thread thread) {
        this.thread = thread;
    }

    @Override
    void carry(StrandThread first) {
        heldMonitors.inflate();
        loop = RunningLoop.current();
        Thread interrupted = null;
        StrandThread strand = first;
        while (strand != null) {
            setActive(strand);
            handedOver = false;
            strand.run();
            if (handedOver) {
                strand = next;
            } else if (awaitUnblocked(strand)) {
                interrupted = strand.thread();
            }
        }
        setActive(null);
        next = null;
        if (interrupted != null && interrupted.isInterrupted()) {
            thread.interrupt(); // nobody has taken notice yet
        }
    }

    /**
     * Waits until a strand can go on. Who interrupts this thread means the strand.
     *
     * @return whether the strand was interrupted
     */
    private boolean awaitUnblocked(StrandThread strand) {
        boolean interrupted = false;
        while (!unblocked) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted = true;
                strand.thread().interrupt();
            }
        }
        unblocked = false;
        return interrupted;
    }

    @Override
    void handOver(StrandThread from, Strand to) {
        handOverAtEnd(from, to);
        if (!from.suspend()) {
            handedOver = false;
            throw pinned();
        }
    }

    @Override
    void handOverAtEnd(StrandThread from, Strand to) {
        next = to instanceof StrandThread strand ? strand : null;
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
