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
    private final int scenarioIndex;
    private final WarmUpPace pace;
    private final Loads loads;
    private final Rehearsal rehearsal;
    private final Progress progress;
    private final Random random;
    private final List<Entrant> entrants = new ArrayList<>();
    private final Row referenceRow;

    /** Opens connections to a server, for one shape of load. */
    interface Loads {
        LoadGenerator open(EchoServer server, Scenario load)
                throws IOException, InterruptedException;
    }

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
        this.loads =
                (server, load) ->
                        LoadGenerator.open(generatorProgram, server.target(), load, cores);
        this.rehearsal = new Rehearsal(plan, scenarioIndex, loads);
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
        try (LoadGenerator referenceGenerator = loads.open(reference, scenario)) {
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
            entrants.add(new Entrant(server, open(server, row), row));
        } catch (IOException failure) {
            row.fail(failure.getMessage() + server.lastWords());
        }
        return row;
    }

    /** Opens the connections that are measured, and warms the server if it wants that. */
    private LoadGenerator open(EchoServer server, Row row)
            throws IOException, InterruptedException {
        if (!needsWarmUp(server)) {
            return loads.open(server, scenario);
        }
        long beginNanos = System.nanoTime();
        LoadGenerator generator = rehearsal.open(server, row);
        pace.took(scenarioIndex, Duration.ofNanos(System.nanoTime() - beginNanos));
        return generator;
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
