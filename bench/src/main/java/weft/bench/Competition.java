package weft.bench;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final List<LoadGenerator> referenceGenerators = new ArrayList<>();
    private final List<Entrant> entrants = new ArrayList<>();
    private final Row referenceRow;

    /** Opens connections to a server, for one shape of load. */
    interface Loads {
        LoadGenerator open(EchoServer server, Scenario load)
                throws IOException, InterruptedException;
    }

    /** A server with its load generator and its row; those of the A/A row share it. */
    private record Entrant(EchoServer server, LoadGenerator generator, Row row) {
        boolean isSelf() {
            return row.name().equals(Contenders.SELF);
        }
    }

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
     * @param references processes of the server that all others are compared with; they take turns
     * @param servers the contenders that started, of some of them several processes, which take
     *     turns; one that fails is out, and its row says why
     * @param schedule when to begin no further round, and how long the whole run still takes
     * @return one row for each contender, after that of the reference
     * @throws IOException if the reference itself fails
     */
    List<Row> run(List<EchoServer> references, List<EchoServer> servers, Schedule schedule)
            throws IOException, InterruptedException {
        var rows = new LinkedHashMap<String, Row>();
        rows.put(referenceRow.name(), referenceRow);
        try {
            for (EchoServer reference : references) {
                LoadGenerator generator = open(reference, referenceRow);
                referenceGenerators.add(generator);
                check(generator.run(Duration.ZERO, timetable.slice()));
            }
            int toWarm = (int) servers.stream().filter(Competition::needsWarmUp).count();
            for (EchoServer server : servers) {
                progress.show(
                        scenario.title() + ": warming " + server.contender().name(),
                        schedule.remaining(
                                timetable
                                        .measuring(scenario, count(servers))
                                        .plus(pace.next(scenarioIndex).multipliedBy(toWarm))));
                enter(server, rows.computeIfAbsent(server.contender().name(), Row::new));
                toWarm -= needsWarmUp(server) ? 1 : 0;
            }
            int rounds = timetable.rounds(scenario);
            for (int round = 0; round < rounds && !entrants.isEmpty(); round++) {
                Duration length = timetable.round(scenario, others() + 1);
                long endNanos = System.nanoTime() + length.toNanos();
                // Messages that are to be counted are counted to the last.
                if (scenario.messages() == 0
                        && round >= Plan.MINIMUM_ROUNDS
                        && endNanos - schedule.deadlineNanos() > 0) {
                    break;
                }
                playRound(round, schedule);
            }
        } finally {
            referenceGenerators.forEach(LoadGenerator::close);
            entrants.forEach(entrant -> entrant.generator().close());
        }
        return List.copyOf(rows.values());
    }

    /** Returns how many contenders so many processes are. */
    static int count(List<EchoServer> servers) {
        return (int) servers.stream().map(server -> server.contender().name()).distinct().count();
    }

    private static boolean needsWarmUp(EchoServer server) {
        return server.contender().needsWarmUp();
    }

    private void enter(EchoServer server, Row row) throws InterruptedException {
        try {
            entrants.add(new Entrant(server, open(server, row), row));
        } catch (IOException failure) {
            row.fail(failure.getMessage() + server.lastWords());
        }
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

    private void playRound(int round, Schedule schedule) throws IOException, InterruptedException {
        Slice before = referenceSlice();
        List<Entrant> order = order(round);
        for (int turn = 0; turn < order.size(); turn++) {
            Entrant entrant = order.get(turn);
            if (!entrants.contains(entrant)) {
                continue; // It failed earlier in this round.
            }
            Duration each = timetable.round(scenario, others() + 1);
            Duration rest = each.multipliedBy(order.size() - turn).dividedBy(order.size());
            int furtherRounds = timetable.rounds(scenario) - round - 1;
            progress.show(
                    scenario.title() + ": " + entrant.row().name(),
                    schedule.remaining(each.multipliedBy(furtherRounds).plus(rest)));
            Slice slice = attempt(entrant);
            Slice after = referenceSlice();
            if (slice != null) {
                entrant.row().add(slice, before.cpuNanosPerRequest(), after.cpuNanosPerRequest());
            }
            before = after;
        }
    }

    private Slice referenceSlice() throws IOException, InterruptedException {
        int turn = referenceRow.slices() % referenceGenerators.size();
        Slice slice = check(slice(referenceGenerators.get(turn)));
        referenceRow.addUncompared(slice);
        return slice;
    }

    /** Returns how many rows there are beside that of the A/A server. */
    private int others() {
        return (int)
                entrants.stream().filter(one -> !one.isSelf()).map(Entrant::row).distinct().count();
    }

    /**
     * Returns who has a slice in a round, in random order: one process of each server in its turn,
     * and of the A/A server more of them the more others there are.
     */
    private List<Entrant> order(int round) {
        Map<Row, List<Entrant>> processes =
                entrants.stream().collect(groupingBy(Entrant::row, LinkedHashMap::new, toList()));
        var order = new ArrayList<Entrant>();
        for (List<Entrant> ofOne : processes.values()) {
            int turns = ofOne.getFirst().isSelf() ? Timetable.selfSlices(others()) : 1;
            for (int i = 0; i < turns; i++) {
                order.add(ofOne.get((round * turns + i) % ofOne.size()));
            }
        }
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
