package weft.bench;

import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run of the benchmark is to do.
 *
 * @param quick whether few, short slices are taken, so that figures are rough
 * @param scenarios the shapes of load
 * @param contenders the servers beside the reference
 * @param timetable how long the parts are
 * @param budget time for the whole run; rounds are left out when it is used up, but for three
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
        Timetable timetable,
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

    /** Scenarios of those contenders that are not in all of them. */
    static final int BRIEF_SCENARIOS = Workloads.QUICK.size();

    private static final Duration START_WARMING = Duration.ofSeconds(1);
    private static final Duration START_STEADY = Duration.ofMillis(200);

    /** Starting the server, its first connections, the time until it is quiet. */
    private static final Duration IDLE_AROUND = Duration.ofMillis(2_500);

    private static final Duration IDLE_CONNECTION = Duration.of(150, ChronoUnit.MICROS);

    /** Of the coroutines, and of what is compared with them, which takes most of it. */
    private static final Duration SLEEPER = Duration.of(105, ChronoUnit.MICROS);

    Plan {
        scenarios = List.copyOf(scenarios);
        contenders = List.copyOf(contenders);
    }

    /** Returns how many servers can run here, and how many processes want to be warmed. */
    Timetable.Task task() {
        return task(scenarios, contenders);
    }

    static Timetable.Task task(List<Scenario> scenarios, List<Contender> contenders) {
        var parts = new ArrayList<Timetable.Part>();
        for (int i = 0; i < scenarios.size(); i++) {
            int index = i;
            parts.add(
                    part(
                            scenarios.get(i),
                            contenders.stream()
                                    .filter(contender -> takesPart(contender, index))
                                    .toList()));
        }
        Timetable.Part whole = part(new Scenario(1, 1, 1), contenders);
        int steady = processes(present(contenders), false) + 1;
        return new Timetable.Task(parts, whole.servers(), whole.warming(), steady);
    }

    private static Timetable.Part part(Scenario scenario, List<Contender> contenders) {
        List<Contender> present = present(contenders);
        return new Timetable.Part(scenario, present.size() + 1, processes(present, true));
    }

    private static List<Contender> present(List<Contender> contenders) {
        return contenders.stream().filter(contender -> contender.absent().isEmpty()).toList();
    }

    private static int processes(List<Contender> contenders, boolean warming) {
        return contenders.stream()
                .filter(contender -> contender.needsWarmUp() == warming)
                .mapToInt(Contender::processes)
                .sum();
    }

    /** Tells whether a contender competes in the scenario of this number. */
    static boolean takesPart(Contender contender, int scenarioIndex) {
        return !contender.brief() || scenarioIndex < BRIEF_SCENARIOS;
    }

    /** Says which contenders are not in all scenarios; empty if all are. */
    String briefly() {
        if (scenarios.size() <= BRIEF_SCENARIOS) {
            return "";
        }
        String names =
                contenders.stream()
                        .filter(contender -> contender.brief() && contender.absent().isEmpty())
                        .map(Contender::name)
                        .collect(Collectors.joining("; "));
        return names.isEmpty()
                ? ""
                : "in the first "
                        + BRIEF_SCENARIOS
                        + " scenarios only, so that others are measured longer: "
                        + names
                        + ". Named with --peers they are in all.";
    }

    /** Says of how many processes each contender is; empty if of one. */
    String inTurns() {
        int most = contenders.stream().mapToInt(Contender::processes).max().orElse(1);
        return most == 1 ? "" : most + " processes of each server took turns";
    }

    /** Returns the time that starting all servers takes: the JVMs take turns on one core. */
    static Duration starting(Timetable.Task task) {
        return START_WARMING
                .multipliedBy(task.warming())
                .plus(START_STEADY.multipliedBy(task.steady()));
    }

    /** Returns the time that the idle connections take, of the reference and each contender. */
    static Duration idling(Timetable.Task task, int connections, Duration hold) {
        return connections == 0
                ? Duration.ZERO
                : hold.plus(IDLE_AROUND)
                        .plus(IDLE_CONNECTION.multipliedBy(connections))
                        .multipliedBy(task.servers());
    }

    /** Returns the time from the last scenario to the end. */
    Duration afterScenarios() {
        return idling().plus(sleeping(sleepers));
    }

    /** Returns the time of this run's idle connections. */
    Duration idling() {
        return idling(task(), idleConnections, idleHold);
    }

    /** Returns the time that coroutines take which sleep at once. */
    static Duration sleeping(int sleepers) {
        return SLEEPER.multipliedBy(sleepers);
    }
}
