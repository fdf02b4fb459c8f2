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

    private static long nanosOf(Duration delay) {
        if (delay.isNegative()) {
            return 0;
        }
        // Duration.toNanos overflows at 292 years.
        return delay.toSeconds() >= LONGEST_NANOS / 1_000_000_000 ? LONGEST_NANOS : delay.toNanos();
    }
}
