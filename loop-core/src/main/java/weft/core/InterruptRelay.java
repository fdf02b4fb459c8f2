package weft.core;

import org.jspecify.annotations.Nullable;

/**
 * Hands interrupts of a thread to the strand that runs in its name, as if all of them were on one
 * stack. For threads off the loop.
 *
 * <p>The lock has each interrupt go to one of them, and none to a strand that has just handed over.
 * Whoever holds it does nothing that could wait.
 */
final class InterruptRelay {
    private final Thread thread;

    // Guarded by this.
    private @Nullable StrandThread active;
    private boolean carrying;
    private boolean unnoticed;

    InterruptRelay(Thread thread) {
        this.thread = thread;
    }

    /** Notes that strands begin to run in the thread's name. Called by the thread. */
    void begin(StrandThread first) {
        synchronized (this) {
            carrying = true;
        }
        pass(first);
    }

    /**
     * Notes who goes on, the thread itself if null, and gives it an interrupt that the calling
     * thread, which does not, has taken no notice of.
     */
    void pass(@Nullable StrandThread next) {
        synchronized (this) {
            active = next;
            if (Thread.interrupted()) {
                interrupt();
            }
        }
    }

    /** Interrupts whoever runs. Any thread. */
    void interrupt() {
        synchronized (this) {
            if (carrying) {
                if (active == null) {
                    unnoticed = true;
                } else {
                    active.thread().interrupt();
                }
                return;
            }
        }
        if (!thread.isInterrupted()) {
            thread.interrupt();
        }
    }

    /** Notes that the thread goes on itself, interrupted if nobody has taken notice. */
    void end() {
        boolean interrupted;
        synchronized (this) {
            interrupted = unnoticed;
            unnoticed = false;
            carrying = false;
        }
        if (interrupted) {
            thread.interrupt();
        }
    }
}
