package weft.core;

import java.lang.ref.Cleaner;

/** Warns of something that is collected and was not closed. For loops in debug mode. */
final class Unclosed implements Runnable {
    private static final class Holder {
        // Created with the first loop in debug mode: other programs have no such thread.
        static final Cleaner CLEANER = Cleaner.create();
    }

    private final String what;
    private volatile boolean closed;

    private Unclosed(String what) {
        this.what = what;
    }

    /**
     * Begins to watch something, which the watch does not keep alive.
     *
     * @param what what to call it in the warning
     */
    static Unclosed watch(Object watched, String what) {
        Unclosed watch = new Unclosed(what);
        Holder.CLEANER.register(watched, watch);
        return watch;
    }

    /** Notes that it was closed as it should. */
    void forgive() {
        closed = true;
    }

    @Override
    public void run() {
        if (!closed) {
            FailureReports.logWarning("unclosed " + what);
        }
    }
}
