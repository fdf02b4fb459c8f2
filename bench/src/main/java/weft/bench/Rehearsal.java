package weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What a server's JVM meets before it is measured: what it runs is compiled meanwhile. A new one
 * meets every load of the run, the largest messages first, so that what it is measured with later
 * does not undo what was compiled for less, in the middle of a slice. Time is that of the slices.
 */
final class Rehearsal {
    /**
     * What runs once for each connection is compiled only after some hundred of them, and until
     * then its frames are interpreted for as long as the connection lasts.
     */
    private static final int WARMING_CONNECTIONS = 1_000;

    /** A turn of the loop serves all ten connections, and is compiled after 5,000 turns. */
    private static final int FIRST_MESSAGES = 60_000;

    /** The new shape of load, in a program that was warmed by all of them. */
    private static final int LATER_MESSAGES = 15_000;

    /** What connections and their end may take of the time. */
    private static final double CONNECTIONS_SHARE = 0.2;

    /** What all loads but the one that is measured may take of it. */
    private static final double OTHERS_SHARE = 0.4;

    private final List<Scenario> others;
    private final Scenario scenario;
    private final int scenarioIndex;
    private final Timetable timetable;
    private final Competition.Loads loads;

    Rehearsal(Plan plan, int scenarioIndex, Competition.Loads loads) {
        this.scenarioIndex = scenarioIndex;
        this.scenario = plan.scenarios().get(scenarioIndex);
        this.timetable = plan.timetable();
        this.loads = loads;
        this.others = others(plan.scenarios(), scenarioIndex);
    }

    /**
     * Warms a server and opens the connections that are measured. First come connections of one
     * message each, then, if it is new, every load on connections that are closed again: what
     * closing them changes is compiled before the last ones are opened. The server settles under
     * those that will be measured.
     *
     * @param row is told if the server does not settle in time
     * @throws IOException if the server fails
     */
    LoadGenerator open(EchoServer server, Row row) throws IOException, InterruptedException {
        var warmUp =
                new WarmUp(
                        () -> CpuTime.ofCompilers(server.target().pid()),
                        timetable.warmUp(server.isWarm() ? scenarioIndex : 0));
        meet(server, scenario.asReconnect(), warmUp, WARMING_CONNECTIONS, CONNECTIONS_SHARE);
        if (!server.isWarm()) {
            for (Scenario other : others) {
                double share = OTHERS_SHARE / others.size();
                meet(server, other, warmUp, enough(other, LATER_MESSAGES), share);
            }
        }
        int messages = enough(scenario, server.isWarm() ? LATER_MESSAGES : FIRST_MESSAGES);
        LoadGenerator generator = loads.open(server, scenario);
        try {
            if (!warmUp.untilSettled(part -> generator.run(Duration.ZERO, part), messages)) {
                row.markCompiling();
            }
        } catch (IOException | InterruptedException | RuntimeException failure) {
            generator.close();
            throw failure;
        }
        server.markWarm();
        return generator;
    }

    /** Returns all loads but the one of this number, the largest messages first. */
    static List<Scenario> others(List<Scenario> scenarios, int scenarioIndex) {
        Scenario scenario = scenarios.get(scenarioIndex);
        return scenarios.stream()
                .filter(other -> !other.equals(scenario))
                .map(other -> other.besideIdle(0))
                .distinct()
                .sorted(Comparator.comparingInt(Scenario::sizeBytes).reversed())
                .toList();
    }

    private void meet(EchoServer server, Scenario load, WarmUp warmUp, int messages, double share)
            throws IOException, InterruptedException {
        try (LoadGenerator generator = loads.open(server, load)) {
            warmUp.untilCounted(part -> generator.run(Duration.ZERO, part), messages, share);
        }
    }

    /** Due messages come at their rate, however fast the server is; connections take longer. */
    private static int enough(Scenario load, int messages) {
        if (load.style() == Scenario.Style.RECONNECT) {
            return Math.min(messages, WARMING_CONNECTIONS);
        }
        return load.ratePerSecond() == 0 ? messages : Math.min(messages, load.ratePerSecond());
    }
}
