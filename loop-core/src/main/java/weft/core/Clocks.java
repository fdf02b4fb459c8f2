package weft.core;

import java.time.Duration;

/** Adds durations to clock readings. */
final class Clocks {
    // Far enough to mean never, and near enough that deadlines still compare by difference.
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 4;

    private Clocks() {}

    static long after(long nowNanos, Duration delay) {
        return nowNanos + nanosOf(delay);
    }

    /** Returns a duration in nanoseconds, cut to what clock readings can take. */
    static long nanosOf(Duration delay) {
        // Duration.toNanos overflows at 292 years. A negative delay counts: timers of the past run
        // in the order of their deadlines.
        long longestSeconds = LONGEST_NANOS / 1_000_000_000;
        if (delay.toSeconds() >= longestSeconds) {
            return LONGEST_NANOS;
        }
        return delay.toSeconds() < -longestSeconds ? -LONGEST_NANOS : delay.toNanos();
    }
}
