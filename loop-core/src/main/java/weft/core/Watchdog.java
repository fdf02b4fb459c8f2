package weft.core;

import org.jspecify.annotations.Nullable;

import weft.spi.Traces;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Looks, in debug mode, from a thread of its own at how long the running entry has held the loop,
 * and names the frame where it is while it is there: what a loop that hangs can tell nobody itself.
 * asyncio has none.
 */
final class Watchdog {
    /** Looks at the frames of what runs on the loop. Any thread. */
    @FunctionalInterface
    interface Frames {
        /** Returns the frames, innermost first; empty if nothing is seen. */
        StackTraceElement[] now();
    }

    private static final long SHORTEST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final FailureReports reports;
    private final Supplier<EntryWatch.@Nullable Running> running;
    private final Frames frames;
    private volatile @Nullable Thread thread;

    Watchdog(
            FailureReports reports, Supplier<EntryWatch.@Nullable Running> running, Frames frames) {
        this.reports = reports;
        this.running = running;
        this.frames = frames;
    }

    /** Starts watching, unless it watches already. Loop thread. */
    void start() {
        if (thread == null) {
            Thread started =
                    Thread.ofPlatform().daemon().name("weft-watchdog").unstarted(this::watch);
            thread = started;
            started.start();
        }
    }

    /** Ends the watch, without waiting for its thread. Loop thread. */
    void stop() {
        Thread ending = thread;
        thread = null;
        if (ending != null) {
            LockSupport.unpark(ending);
        }
    }

    private void watch() {
        EntryWatch.Running told = null;
        while (thread == Thread.currentThread() && reports.isDebug()) {
            long slowNanos = Math.max(reports.slowCallbackNanos(), SHORTEST_LOOK_NANOS);
            LockSupport.parkNanos(
                    this, Math.clamp(slowNanos / 2, SHORTEST_LOOK_NANOS, LONGEST_LOOK_NANOS));
            EntryWatch.Running seen = running.get();
            if (seen != null && seen != told) {
                long soFarNanos = System.nanoTime() - seen.sinceNanos();
                if (soFarNanos >= slowNanos) {
                    told = seen;
                    tell(seen, soFarNanos);
                }
            }
        }
    }

    private void tell(EntryWatch.Running seen, long soFarNanos) {
        StackTraceElement[] all = frames.now();
        if (running.get() != seen) {
            return; // it has ended meanwhile: the frames may be anybody's
        }
        List<StackTraceElement> shown = Traces.ofWait(all);
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "Executing %s has held the loop for %.3f seconds; it is at",
                        Failures.textOf(seen.entry()),
                        soFarNanos / 1e9));
        for (StackTraceElement frame : shown.isEmpty() ? List.of(all) : shown) {
            text.append(System.lineSeparator()).append("\tat ").append(frame);
        }
        reports.warn(text.toString());
    }
}
