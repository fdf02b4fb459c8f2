package weft.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How long the parts of a run are. With many servers, or many scenarios, slices are made shorter
 * and fewer until the whole fits into its time.
 *
 * @param slice measured part of one slice
 * @param settle unmeasured part at the beginning of each slice: what others ran before it has left
 *     a server's memory out of the caches
 * @param firstWarmUp how long a JVM is warmed before the first scenario, at most
 * @param laterWarmUp how long before each of the others: most of what it runs is compiled by then
 * @param rounds slices of each contender in each scenario, at most
 */
record Timetable(
        Duration slice, Duration settle, Duration firstWarmUp, Duration laterWarmUp, int rounds) {
    /** Slices of one server in a scenario whose messages are counted: a part of them in each. */
    static final int COUNTED_ROUNDS = 10;

    /** One turn of the A/A server for so many others: its error is the error of all of them. */
    private static final int OTHERS_PER_SELF = 6;

    /** A JVM that is compiled early is not warmed any longer: this part of the time is planned. */
    private static final int WARM_UP_DIVISOR = 2;

    /**
     * What is tried in turn. Slices of 0.05, 0.1 and 0.3 s of the same server differ by as much
     * from one to the next, so that many short ones tell more than few long ones.
     */
    private static final List<Shortening> SHORTENINGS =
            List.of(
                    new Shortening(11, 1),
                    new Shortening(11, 0.75),
                    new Shortening(11, 0.5),
                    new Shortening(11, 0.4),
                    new Shortening(11, 0.3),
                    new Shortening(9, 0.3),
                    new Shortening(8, 0.3),
                    new Shortening(7, 0.3),
                    new Shortening(5, 0.3));

    /** Shorter ones hold too few messages of 100 KiB. */
    private static final Duration SHORTEST_SLICE = Duration.ofMillis(100);

    /** What a client's message takes, roughly, where messages are counted. */
    private static final Duration COUNTED_MESSAGE = Duration.ofNanos(10_000);

    /** So many slices at most, of this share of their length. */
    private record Shortening(int rounds, double factor) {}

    /**
     * One scenario and who takes part.
     *
     * @param scenario the shape of load
     * @param servers contenders that compete, that of the A/A row among them
     * @param warming processes of theirs that have to be warmed
     */
    record Part(Scenario scenario, int servers, int warming) {}

    /**
     * What has to be done.
     *
     * @param parts the scenarios in their order
     * @param servers contenders that are started, that of the A/A row among them
     * @param warming processes of theirs that have to be warmed
     * @param steady processes of theirs that need not
     */
    record Task(List<Part> parts, int servers, int warming, int steady) {
        Task {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Returns the timetable, changed so that the task ends within the time, if that can be had.
     *
     * @param sliceFixed whether slices have to be as long as they are
     * @param roundsFixed whether there have to be as many
     */
    Timetable fit(Task task, Duration available, boolean sliceFixed, boolean roundsFixed) {
        Timetable shortest = this;
        for (int warmFraction : List.of(1, 2, 4)) {
            for (Shortening shortening : SHORTENINGS) {
                shortest =
                        new Timetable(
                                sliceFixed ? slice : shortened(shortening.factor()),
                                settle,
                                warmFraction == 4 ? firstWarmUp.dividedBy(2) : firstWarmUp,
                                laterWarmUp.dividedBy(warmFraction),
                                roundsFixed ? rounds : Math.min(rounds, shortening.rounds()));
                if (shortest.total(task).compareTo(available) <= 0
                        && shortest.longest(task).compareTo(available) <= 0) {
                    return shortest;
                }
            }
        }
        return shortest;
    }

    private Duration shortened(double factor) {
        Duration shorter = Duration.ofMillis(Math.round(slice.toMillis() * factor));
        Duration least = slice.compareTo(SHORTEST_SLICE) < 0 ? slice : SHORTEST_SLICE;
        return shorter.compareTo(least) < 0 ? least : shorter;
    }

    /** Returns how long a JVM is warmed before the scenario of this number, at most. */
    Duration warmUp(int scenarioIndex) {
        return scenarioIndex == 0 ? firstWarmUp : laterWarmUp;
    }

    /** Returns how long a JVM is likely to be warmed before the scenario of this number. */
    Duration expectedWarmUp(int scenarioIndex) {
        return warmUp(scenarioIndex).dividedBy(WARM_UP_DIVISOR);
    }

    /** Returns the time that all scenarios are likely to take, but for starting the servers. */
    Duration total(Task task) {
        Duration total = Duration.ZERO;
        for (int i = 0; i < task.parts().size(); i++) {
            Part part = task.parts().get(i);
            total =
                    total.plus(measuring(part.scenario(), part.servers()))
                            .plus(expectedWarmUp(i).multipliedBy(part.warming()));
        }
        return total;
    }

    /** Returns the same if every JVM is warmed as long as it may be: rounds make room for it. */
    Duration longest(Task task) {
        Duration total = Duration.ZERO;
        for (int i = 0; i < task.parts().size(); i++) {
            Part part = task.parts().get(i);
            int least = Math.min(Plan.MINIMUM_ROUNDS, rounds(part.scenario()));
            total =
                    total.plus(round(part.scenario(), part.servers()).multipliedBy(least))
                            .plus(warmUp(i).multipliedBy(part.warming()));
        }
        return total;
    }

    /** Returns the time that the slices of a scenario take. */
    Duration measuring(Scenario scenario, int servers) {
        return round(scenario, servers).multipliedBy(rounds(scenario));
    }

    /** Returns the time of one round: the reference before, between and after all slices. */
    Duration round(Scenario scenario, int servers) {
        Duration one = settle.plus(slice);
        if (scenario.messages() > 0) {
            int all = messagesPerSlice(scenario) * scenario.connections();
            one = settle.plus(COUNTED_MESSAGE.multipliedBy(all));
        }
        int others = servers - 1;
        return one.multipliedBy(2L * (others + selfSlices(others)) + 1);
    }

    /** Returns how often the A/A server takes its turn in a round with so many others. */
    static int selfSlices(int others) {
        return Math.max(1, Math.ceilDiv(others, OTHERS_PER_SELF));
    }

    int rounds(Scenario scenario) {
        return scenario.messages() > 0 ? COUNTED_ROUNDS : rounds;
    }

    /**
     * Returns how many messages a client counts in one slice, so that all slices make the whole.
     */
    static int messagesPerSlice(Scenario scenario) {
        return Math.ceilDiv(scenario.messages(), COUNTED_ROUNDS);
    }

    /** Says it in words. */
    String describe(Task task) {
        return String.format(
                Locale.ROOT,
                "%d servers, %d scenarios: %d rounds of slices of %.3f s, JVMs warmed for up to"
                        + " %.1f s, later %.1f s; %s",
                task.servers(),
                task.parts().size(),
                rounds,
                slice.toMillis() / 1e3,
                firstWarmUp.toMillis() / 1e3,
                laterWarmUp.toMillis() / 1e3,
                Progress.format(total(task)));
    }
}
