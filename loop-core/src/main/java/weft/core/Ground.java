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
    /** What only a thread with strands needs. */
    private static final class Carried {
        // The strand that runs, or is blocked, in this thread's name. Null when it is the thread's
        // turn.
        @Nullable StrandThread active;
        @Nullable Object attachment;
    }

    private @Nullable Carried carried;

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
        Carried own = carried;
        return own == null ? null : own.attachment;
    }

    @Override
    public final void attach(@Nullable Object object) {
        if (object != null || carried != null) {
            carried().attachment = object;
        }
    }

    @Override
    public abstract @Nullable AbstractEventLoop loop();

    final @Nullable StrandThread active() {
        Carried own = carried;
        return own == null ? null : own.active;
    }

    final void setActive(@Nullable StrandThread strand) {
        if (strand != null || carried != null) {
            carried().active = strand;
        }
    }

    private Carried carried() {
        Carried own = carried;
        if (own == null) {
            own = new Carried();
            carried = own;
        }
        return own;
    }

    /** Returns the thread that runs, or is blocked, in this thread's name. */
    final Thread activeThread() {
        StrandThread strand = active();
        return strand == null ? thread() : strand.thread();
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
