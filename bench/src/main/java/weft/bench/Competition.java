package weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Measures all contenders in one scenario. A slice of the reference stands before and after every
 * slice of a contender, and the contender's figure is the ratio to the mean of the two: the speed
 * of a shared machine jumps for seconds at a time, and what both sides meet cancels out.
 */
final class Competition {
    /**
     * What runs once for each connection is compiled only after some hundred of them, and until
     * then its frames are interpreted for as long as the connection lasts.
     */
    private static final int WARMING_CONNECTIONS = 1_000;

    /** A turn of the loop serves all ten connections, and is compiled after 5,000 turns. */
    private static final int FIRST_MESSAGES = 60_000;

    /** The new shape of load, in a program that was warmed by another. */
    private static final int LATER_MESSAGES = 15_000;

    private final Timetable timetable;
    private final Scenario scenario;
    private final int scenarioIndex;
    private final WarmUpPace pace;
    private final List<String> generatorProgram;
    private final Cores cores;
    private final Progress progress;
    private final Random random;
    private final List<Entrant> entrants = new ArrayList<>();
    private final Row referenceRow;

    /** A server with its load generator and its row. */
    private record Entrant(EchoServer server, LoadGenerator generator, Row row) {}

    Competition(
            Plan plan,
            int scenarioIndex,
            String referenceName,
            List<String> generatorProgram,
            Cores cores,
            Progress progress,
            WarmUpPace pace) {
        this.timetable = plan.timetable();
        this.scenario = plan.scenarios().get(scenarioIndex);
        this.scenarioIndex = scenarioIndex;
        this.pace = pace;
        this.generatorProgram = generatorProgram;
        this.cores = cores;
        this.progress = progress;
        this.random = new Random(plan.seed() ^ scenario.hashCode());
        this.referenceRow = new Row(referenceName);
    }

    /**
     * Runs the scenario.
     *
     * @param reference the server that all others are compared with
     * @param servers the contenders that started; one that fails is out, and its row says why
     * @param schedule when to begin no further round, and how long the whole run still takes
     * @return one row for each contender, after that of the reference
     * @throws IOException if the reference itself fails
     */
    List<Row> run(EchoServer reference, List<EchoServer> servers, Schedule schedule)
            throws IOException, InterruptedException {
        var rows = new ArrayList<>(List.of(referenceRow));
        try (LoadGenerator referenceGenerator = open(reference)) {
            check(referenceGenerator.run(Duration.ZERO, timetable.slice()));
            int toWarm = (int) servers.stream().filter(Competition::needsWarmUp).count();
            for (EchoServer server : servers) {
                progress.show(
                        scenario.title() + ": warming " + server.contender().name(),
                        schedule.remaining(
                                timetable
                                        .measuring(scenario, servers.size())
                                        .plus(pace.next(scenarioIndex).multipliedBy(toWarm))));
                rows.add(enter(server));
                toWarm -= needsWarmUp(server) ? 1 : 0;
            }
            int rounds = timetable.rounds(scenario);
            for (int round = 0; round < rounds && !entrants.isEmpty(); round++) {
                Duration length = timetable.round(scenario, entrants.size());
                long endNanos = System.nanoTime() + length.toNanos();
                // Messages that are to be counted are counted to the last.
                if (scenario.messages() == 0
                        && round >= Plan.MINIMUM_ROUNDS
                        && endNanos - schedule.deadlineNanos() > 0) {
                    break;
                }
                playRound(referenceGenerator, round, schedule);
            }
        } finally {
            entrants.forEach(entrant -> entrant.generator().close());
        }
        return rows;
    }

    private static boolean needsWarmUp(EchoServer server) {
        return server.contender().needsWarmUp();
    }

    private Row enter(EchoServer server) throws InterruptedException {
        var row = new Row(server.contender().name());
        try {
            entrants.add(new Entrant(server, open(server), row));
        } catch (IOException failure) {
            row.fail(failure.getMessage() + server.lastWords());
        }
        return row;
    }

    /** Opens the connections that are measured, and warms the server if it wants that. */
    private LoadGenerator open(EchoServer server) throws IOException, InterruptedException {
        if (!needsWarmUp(server)) {
            return open(server, scenario);
        }
        long beginNanos = System.nanoTime();
        var warmUp =
                new WarmUp(
                        () -> CpuTime.ofCompilers(server.target().pid()),
                        timetable.warmUp(server.isWarm() ? scenarioIndex : 0));
        LoadGenerator generator = open(server, warmUp);
        server.markWarm();
        pace.took(scenarioIndex, Duration.ofNanos(System.nanoTime() - beginNanos));
        return generator;
    }

    /**
     * Lets a server's JVM compile what it runs. First come connections of one message each, then,
     * if it is new, the load of the scenario on connections that are closed again: what closing
     * them changes is compiled before the last ones are opened. The server settles under those that
     * will be measured.
     */
    private LoadGenerator open(EchoServer server, WarmUp warmUp)
            throws IOException, InterruptedException {
        // Due messages come at their rate, however fast the server is.
        int messages = server.isWarm() ? LATER_MESSAGES : FIRST_MESSAGES;
        int enough =
                scenario.ratePerSecond() == 0
                        ? messages
                        : Math.min(messages, scenario.ratePerSecond());
        try (LoadGenerator churn = open(server, scenario.asReconnect())) {
            warmUp.untilCounted(part -> churn.run(Duration.ZERO, part), WARMING_CONNECTIONS, 0.25);
        }
        if (!server.isWarm()) {
            try (LoadGenerator load = open(server, scenario)) {
                warmUp.untilCounted(part -> load.run(Duration.ZERO, part), enough / 2, 0.25);
            }
        }
        LoadGenerator generator = open(server, scenario);
        try {
            warmUp.untilSettled(part -> generator.run(Duration.ZERO, part), enough);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            generator.close();
            throw failure;
        }
        return generator;
    }

    private LoadGenerator open(EchoServer server, Scenario load)
            throws IOException, InterruptedException {
        return LoadGenerator.open(generatorProgram, server.target(), load, cores);
    }

    private void playRound(LoadGenerator referenceGenerator, int round, Schedule schedule)
            throws IOException, InterruptedException {
        Slice before = check(slice(referenceGenerator));
        referenceRow.addUncompared(before);
        List<Entrant> order = order();
        for (int turn = 0; turn < order.size(); turn++) {
            Entrant entrant = order.get(turn);
            if (!entrants.contains(entrant)) {
                continue; // It failed earlier in this round.
            }
            Duration each = timetable.round(scenario, entrants.size());
            Duration rest = each.multipliedBy(order.size() - turn).dividedBy(order.size());
            int furtherRounds = timetable.rounds(scenario) - round - 1;
            progress.show(
                    scenario.title() + ": " + entrant.row().name(),
                    schedule.remaining(each.multipliedBy(furtherRounds).plus(rest)));
            Slice slice = attempt(entrant);
            Slice after = check(slice(referenceGenerator));
            referenceRow.addUncompared(after);
            if (slice != null) {
                entrant.row().add(slice, before.cpuNanosPerRequest(), after.cpuNanosPerRequest());
            }
            before = after;
        }
    }

    /** Returns all in random order, the A/A server several times if there are many others. */
    private List<Entrant> order() {
        var order = new ArrayList<>(entrants);
        Optional<Entrant> self =
                order.stream()
                        .filter(entrant -> entrant.row().name().equals(Contenders.SELF))
                        .findFirst();
        self.ifPresent(
                entrant -> {
                    int further = Timetable.selfSlices(entrants.size() - 1) - 1;
                    order.addAll(Collections.nCopies(further, entrant));
                });
        Collections.shuffle(order, random);
        return order;
    }

    private Slice slice(LoadGenerator generator) throws IOException, InterruptedException {
        return scenario.messages() > 0
                ? generator.count(timetable.settle(), Timetable.messagesPerSlice(scenario))
                : generator.run(timetable.settle(), timetable.slice());
    }

    /** Runs a slice; null when the contender failed in it and is out. */
    private Slice attempt(Entrant entrant) throws InterruptedException {
        String reason;
        try {
            Slice slice = slice(entrant.generator());
            if (slice.errors() == 0) {
                return slice;
            }
            entrant.row().addErrors(slice);
            reason = slice.error();
        } catch (IOException failure) {
            reason = failure.getMessage();
        }
        String state = entrant.server().isAlive() ? "" : "; the server died";
        entrant.row().fail(reason + state + entrant.server().lastWords());
        entrant.generator().close();
        entrants.remove(entrant);
        return null;
    }

    private static Slice check(Slice slice) throws IOException {
        if (slice.errors() > 0) {
            throw new IOException("the reference server failed: " + slice.error());
        }
        return slice;
    }
}
