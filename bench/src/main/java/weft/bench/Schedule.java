package weft.bench;

import java.time.Duration;

/**
 * How long a scenario may take, and what comes after it.
 *
 * @param deadlineNanos {@link System#nanoTime} after which the scenario begins no further round
 * @param lastNanos {@link System#nanoTime} at which the budget of the whole run is used up
 * @param later what the scenarios after this one would take
 */
record Schedule(long deadlineNanos, long lastNanos, Duration later) {
    /** Returns the time until the whole run ends when this scenario still takes {@code own}. */
    Duration remaining(Duration own) {
        Duration planned = own.plus(later);
        Duration budgeted = Duration.ofNanos(lastNanos - System.nanoTime());
        return planned.compareTo(budgeted) < 0 ? planned : budgeted;
    }
}
