package weft.bench;

import java.time.Duration;

/**
 * How long a scenario may take, and what comes after it.
 *
 * @param deadlineNanos {@link System#nanoTime} after which the scenario begins no further round
 * @param lastNanos {@link System#nanoTime} at which the time of all scenarios is used up
 * @param later what the scenarios after this one would take
 * @param after what follows the scenarios
 */
record Schedule(long deadlineNanos, long lastNanos, Duration later, Duration after) {
    /** Returns the time until the whole run ends when this scenario still takes {@code own}. */
    Duration remaining(Duration own) {
        return remaining(own, System.nanoTime());
    }

    /** As {@link #remaining(Duration)}, at this {@link System#nanoTime}. */
    Duration remaining(Duration own, long nowNanos) {
        Duration planned = own.plus(later);
        Duration budgeted = Duration.ofNanos(Math.max(0, lastNanos - nowNanos));
        return after.plus(planned.compareTo(budgeted) < 0 ? planned : budgeted);
    }
}
