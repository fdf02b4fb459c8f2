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
    private final Timetable timetable;
    private final Scenario scenario;
    private final Duration warmUp;
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
            Progress progress) {
        this.timetable = plan.timetable();
        this.scenario = plan.scenarios().get(scenarioIndex);
        this.warmUp = timetable.warmUp(scenarioIndex);
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
        if (reference.contender().needsWarmUp()) {
            check(warmUp(reference));
        }
        try (LoadGenerator referenceGenerator = open(reference, scenario)) {
            check(referenceGenerator.run(Duration.ZERO, timetable.slice()));
            for (EchoServer server : servers) {
                Duration warming = warmUp.multipliedBy(servers.size() - entrants.size());
                progress.show(
                        scenario.title() + ": warming " + server.contender().name(),
                        schedule.remaining(
                                timetable.measuring(scenario, servers.size()).plus(warming)));
                rows.add(enter(server));
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

    private Row enter(EchoServer server) throws InterruptedException {
        var row = new Row(server.contender().name());
        try {
            if (server.contender().needsWarmUp()) {
                Slice warming = warmUp(server);
                if (warming.errors() > 0) {
                    row.addErrors(warming);
                    throw new IOException(warming.error());
                }
            }
            entrants.add(new Entrant(server, open(server, scenario), row));
        } catch (IOException failure) {
            row.fail(failure.getMessage() + server.lastWords());
        }
        return row;
    }

    /**
     * Lets a server's JVM compile what it runs. First come connections of one message each, as many
     * as fit: what runs once for each connection is compiled only after some thousand of them, and
     * until then its frames are interpreted for as long as the connection lasts. All of them are
     * closed again, as are those of the second part, which has the load of the scenario.
     */
    private Slice warmUp(EchoServer server) throws IOException, InterruptedException {
        Duration churn = warmUp.dividedBy(4);
        try (LoadGenerator generator = open(server, scenario.asReconnect())) {
            Slice slice = generator.run(Duration.ZERO, churn);
            if (slice.errors() > 0) {
                return slice;
            }
        }
        try (LoadGenerator generator = open(server, scenario)) {
            return generator.run(Duration.ZERO, warmUp.minus(churn));
        }
    }

    private LoadGenerator open(EchoServer server, Scenario load)
            throws IOException, InterruptedException {
        return LoadGenerator.open(generatorProgram, server.target(), load, cores);
    }

    private void playRound(LoadGenerator referenceGenerator, int round, Schedule schedule)
            throws IOException, InterruptedException {
        Slice before = check(slice(referenceGenerator));
        referenceRow.addUncompared(before);
        for (Entrant entrant : order()) {
            if (!entrants.contains(entrant)) {
                continue; // It failed earlier in this round.
            }
            Duration rounds =
                    timetable
                            .round(scenario, entrants.size())
                            .multipliedBy(timetable.rounds(scenario) - round);
            progress.show(
                    scenario.title() + ": " + entrant.row().name(), schedule.remaining(rounds));
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
