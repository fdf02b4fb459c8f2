package weft.core;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Context;
import weft.Task;
import weft.spi.RunningLoop;
import weft.spi.Strand;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * A virtual thread that belongs to no loop, or is nobody's coroutine, as the bottom of strands.
 *
 * <p>Continuations do not nest, and the JDK's carrier threads queue some of them past the thread's
 * own scheduler (java.lang.VirtualThread, afterYield). So nothing is mounted by hand here: whoever
 * hands over wakes the other and parks, and the scheduler of the thread runs them all.
 */
final class VirtualGround extends Ground {
    private final Thread thread;
    private final Executor scheduler;
    private @Nullable AbstractEventLoop loop;
    private final InterruptRelay interrupts;
    private volatile boolean hasTurn;

    VirtualGround(Thread thread) {
        this.thread = thread;
        this.scheduler = VirtualThreads.schedulerOf(thread);
        this.interrupts = new InterruptRelay(thread);
    }

    @Override
    void carry(StrandThread first) {
        loop = RunningLoop.current();
        interrupts.begin(first);
        hasTurn = false;
        first.giveTurn();
        while (!hasTurn) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupts.interrupt();
            }
        }
        interrupts.end();
    }

    @Override
    void handOver(StrandThread from, Strand to) {
        handOverAtEnd(from, to);
        from.awaitTurn();
    }

    @Override
    void handOverAtEnd(StrandThread from, Strand to) {
        if (to instanceof StrandThread strand) {
            interrupts.pass(strand);
            strand.giveTurn();
        } else {
            interrupts.pass(null);
            hasTurn = true;
            LockSupport.unpark(thread);
        }
    }

    @Override
    void resumeBlocked(StrandThread strand, Runnable continuation) {
        scheduler.execute(continuation);
    }

    @Override
    void runInherited(Runnable continuation) {
        scheduler.execute(continuation);
    }

    @Override
    boolean isVirtualGround() {
        return true;
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
