package weft.core;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Context;
import weft.Task;
import weft.spi.Strand;

/**
 * A thread's own stack, at the bottom of the strands that run in its name. One of them runs at a
 * time, or the thread itself; handing over is how they take turns.
 *
 * <p>Three kinds of thread carry strands in three ways:
 *
 * <pre>
 *   platform thread     mounts them on itself, one after the other       PlatformGround
 *   thread of a loop    the loop's platform thread mounts them, at once  LoopThread
 *   other virtual one   the JDK's scheduler runs them                    VirtualGround
 * </pre>
 */
abstract class Ground implements Strand {
    // The strand that runs, or is blocked, in this thread's name. Null when it is the thread's
    // turn.
    private @Nullable StrandThread active;
    private @Nullable Object attachment;

    /** Runs a strand until one hands control back. Called by the thread itself. */
    abstract void carry(StrandThread first);

    /** Suspends a strand, which is the calling one, and lets another one or the thread go on. */
    abstract void handOver(StrandThread from, Strand to);

    /** Lets another strand or the thread go on after the calling one, which ends. */
    abstract void handOverAtEnd(StrandThread from, Strand to);

    /** Sees to it that a strand goes on that was suspended in a call of the JDK. Any thread. */
    abstract void resumeBlocked(StrandThread strand, Runnable continuation);

    /** Runs a virtual thread that a strand started and that inherited the strand's scheduler. */
    abstract void runInherited(Runnable continuation);

    /** Returns the task whose coroutine the thread is, or null. */
    abstract @Nullable Task<?> ownTask();

    /** Returns the context that is current in the thread, which calls this. */
    abstract Context ownContext();

    /** Tells whether the JDK's scheduler runs the strands. */
    boolean isVirtualGround() {
        return false;
    }

    @Override
    public final void switchTo(Strand target) {
        if (!isCurrent()) {
            throw notCurrent(this);
        }
        if (target == this) {
            return;
        }
        if (!(target instanceof StrandThread strand)) {
            throw otherThread(target);
        }
        strand.adopt(this, ownContext());
        carry(strand);
    }

    @Override
    public final boolean isCurrent() {
        return Thread.currentThread() == thread();
    }

    @Override
    public final Strand bottom() {
        return this;
    }

    @Override
    public final @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public final void attach(@Nullable Object object) {
        attachment = object;
    }

    @Override
    public abstract @Nullable AbstractEventLoop loop();

    final @Nullable StrandThread active() {
        return active;
    }

    final void setActive(@Nullable StrandThread strand) {
        active = strand;
    }

    /** Returns the thread that runs, or is blocked, in this thread's name. */
    final Thread activeThread() {
        StrandThread strand = active;
        return strand == null ? thread() : strand.thread();
    }

    // Off the loop, whoever interrupts the thread means the code that runs in its name, as if it
    // were all on one stack. The lock has each interrupt go to one of them.

    /**
     * Interrupts the strand that runs in this thread's name.
     *
     * @return whether there is one; otherwise nothing happened
     */
    final synchronized boolean interruptActive() {
        StrandThread strand = active;
        if (strand == null) {
            return false;
        }
        strand.thread().interrupt();
        return true;
    }

    /**
     * Makes a strand the active one, or the thread itself if null, and hands over an interrupt that
     * the calling thread has not taken notice of.
     *
     * @return whether the thread itself has to be interrupted
     */
    final synchronized boolean activate(@Nullable StrandThread strand) {
        active = strand;
        return Thread.interrupted() && !interruptActive();
    }

    static IllegalStateException notCurrent(Strand strand) {
        return new IllegalStateException(
                "only the running strand can switch: "
                        + Thread.currentThread()
                        + " is not "
                        + strand.thread());
    }

    static IllegalStateException otherThread(Strand target) {
        return new IllegalStateException("cannot switch to a different thread: " + target.thread());
    }

    static IllegalStateException pinned() {
        return new IllegalStateException(
                "cannot switch here: the calling thread is pinned, by a native frame, a static"
                        + " initializer or, before Java 24, a monitor");
    }
}
