package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;

import java.util.function.Consumer;

/**
 * Times what a loop runs, for debug mode and the flight recorder. While neither is on it does
 * nothing but find that out.
 */
final class EntryWatch {
    /** What runs, and since when. Made anew for each entry, for the watchdog to read. */
    record Running(Ready entry, long sinceNanos) {}

    private static final Recorder RECORDER = Recorder.INSTANCE;

    private final FailureReports reports;
    private final Consumer<Ready> queue;
    private final Watchdog watchdog;
    private volatile @Nullable Running running;
    private @Nullable Object batch;

    /**
     * Creates a watch of one loop.
     *
     * @param reports takes the warnings
     * @param queue takes entries for the loop
     * @param frames looks at what is mounted
     */
    EntryWatch(FailureReports reports, Consumer<Ready> queue, Watchdog.Frames frames) {
        this.reports = reports;
        this.queue = queue;
        this.watchdog = new Watchdog(reports, () -> running, frames);
    }

    /** Notes that an entry is about to run. Returns null if nobody wants to know. */
    @Nullable Running begin(Ready entry) {
        boolean debug = reports.isDebug();
        if (!debug && !RECORDER.wantsSlowCallbacks()) {
            return null;
        }
        if (debug) {
            watchdog.start();
        }
        Running begun = new Running(entry, System.nanoTime());
        running = begun;
        return begun;
    }

    /** Notes that a callback has run. On the thread of callbacks, where logging is allowed. */
    void endCallback(@Nullable Running begun) {
        if (begun != null && end(begun)) {
            tell(begun.entry, System.nanoTime() - begun.sinceNanos);
        }
    }

    /** Notes that a piece of a coroutine has run. On the bare thread, where nothing may log. */
    void endMounted(@Nullable Running begun) {
        if (begun != null && end(begun)) {
            long tookNanos = System.nanoTime() - begun.sinceNanos;
            queue.accept(new CallbackHandle(() -> tell(begun.entry, tookNanos), new Context()));
        }
    }

    /** Notes that what runs is a callback that has blocked, and holds the loop no longer. */
    void suspended() {
        running = null;
    }

    /** Ends an entry, and tells whether it held the loop too long. */
    private boolean end(Running begun) {
        if (running != begun) {
            return false; // it blocked, and others ran meanwhile
        }
        running = null;
        return reports.isSlow(System.nanoTime() - begun.sinceNanos);
    }

    private void tell(Ready entry, long tookNanos) {
        if (reports.isDebug()) {
            reports.slowCallback(entry, tookNanos);
        }
        if (RECORDER.wantsSlowCallbacks()) {
            RECORDER.slowCallback(Failures.textOf(entry), tookNanos);
        }
    }

    /** Notes that a batch is about to run. */
    void batchBegins(int entries) {
        if (RECORDER.wantsIterations()) {
            batch = RECORDER.batchBegins(entries);
        }
    }

    /** Notes that the batch, if one was running, is over. */
    void batchEnded() {
        Object ended = batch;
        if (ended != null) {
            batch = null;
            RECORDER.batchEnded(ended);
        }
    }

    /** Notes that the loop no longer runs. */
    void runEnded() {
        batchEnded();
        running = null;
        watchdog.stop();
    }
}
