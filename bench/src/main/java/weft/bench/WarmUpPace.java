package weft.bench;

import java.time.Duration;

/** Learns how long warming takes in this run, for the time that is said to be left. */
final class WarmUpPace {
    private final Timetable timetable;
    private double expectedNanos;
    private double takenNanos;

    WarmUpPace(Timetable timetable) {
        this.timetable = timetable;
        // Counts as one that went as expected, so that the first does not decide alone.
        this.expectedNanos = timetable.expectedWarmUp(0).toNanos();
        this.takenNanos = expectedNanos;
    }

    /** Returns how long the next one before the scenario of this number is likely to take. */
    Duration next(int scenarioIndex) {
        double factor = expectedNanos == 0 ? 1 : takenNanos / expectedNanos;
        return Duration.ofNanos(
                Math.round(timetable.expectedWarmUp(scenarioIndex).toNanos() * factor));
    }

    /** Learns from one. */
    void took(int scenarioIndex, Duration taken) {
        expectedNanos += timetable.expectedWarmUp(scenarioIndex).toNanos();
        takenNanos += taken.toNanos();
    }
}
