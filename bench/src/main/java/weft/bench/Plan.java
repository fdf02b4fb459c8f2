package weft.bench;

import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a run of the benchmark is to do.
 *
 * @param quick whether few, short slices are taken, so that figures are rough
 * @param scenarios the shapes of load
 * @param contenders the servers beside the reference
 * @param slice measured part of one slice
 * @param settle unmeasured part at the beginning of each slice
 * @param warmUp how long a JVM is warmed before each scenario
 * @param rounds slices of each contender in each scenario, at most
 * @param budget time for all scenarios; rounds are left out when it is used up, but for three
 * @param idleConnections connections of the idle measurement, 0 for none
 * @param idleHold how long they are watched
 * @param sleepers coroutines that sleep at once, 0 for none
 * @param seed decides the order of the contenders in each round
 * @param output directory for the report
 * @param commandLine how the run was asked for, for the report
 * @param older a report to compare with, null for none
 */
record Plan(
        boolean quick,
        List<Scenario> scenarios,
        List<Contender> contenders,
        Duration slice,
        Duration settle,
        Duration warmUp,
        int rounds,
        Duration budget,
        int idleConnections,
        Duration idleHold,
        int sleepers,
        long seed,
        Path output,
        String commandLine,
        @Nullable JsonObject older) {
    /** A median of fewer slices than this would be none. */
    static final int MINIMUM_ROUNDS = 3;

    Plan {
        scenarios = List.copyOf(scenarios);
        contenders = List.copyOf(contenders);
    }

    /** Returns the time one slice takes, with the settling before it. */
    Duration sliceWithSettling() {
        return slice.plus(settle);
    }

    /** Returns the time of one scenario when nothing is cut short. */
    Duration scenario(int running) {
        return round(running).multipliedBy(rounds).plus(warmUp.multipliedBy(running));
    }

    /** Returns the time of one round: each contender once, the reference before, between, after. */
    Duration round(int running) {
        return sliceWithSettling().multipliedBy(2L * running + 1);
    }
}
