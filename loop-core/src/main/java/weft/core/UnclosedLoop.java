package weft.core;

import java.lang.ref.Cleaner;

/** Warns of a loop that is collected and was not closed. For loops in debug mode. */
final class UnclosedLoop implements Runnable {
    private static final class Holder {
        // Created with the first loop in debug mode: other programs have no such thread.
        static final Cleaner CLEANER = Cleaner.create();
    }

    private final String description;
    private volatile boolean closed;

    UnclosedLoop(String description) {
        this.description = description;
    }

    /** Begins to watch a loop, which the watch does not keep alive. */
    void watch(CoreEventLoop loop) {
        Holder.CLEANER.register(loop, this);
    }

    /** Notes that the loop was closed as it should. */
    void forgive() {
        closed = true;
    }

    @Override
    public void run() {
        if (!closed) {
            FailureReports.logWarning("unclosed event loop " + description);
        }
    }
}
