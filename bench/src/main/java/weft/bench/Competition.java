package weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Measures all contenders in one scenario. A slice of the reference stands before and after every
 * slice of a contender, and the contender's figure is the ratio to the mean of the two: the speed of
 * a shared machine jumps for seconds at a time, and what both sides meet cancels out.
 */
final class Competition {
    private final Plan plan;
    private final Scenario scenario;
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
            Scenario scenario,
            String referenceName,
            List<String> generatorProgram,
            Cores cores,
            Progress progress) {
        this.plan = plan;
        this.scenario = scenario;
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
     * @param first whether this is the first scenario, in which JVMs are still cold
     * @param deadlineNanos {@link System#nanoTime} after which no further round begins
     * @return one row for each contender, after that of the reference
     * @throws IOException if the reference itself fails
     */
    List<Row> run(EchoServer reference, List<EchoServer> servers, boolean first, long deadlineNanos)
            throws IOException, InterruptedException {
        var rows = new ArrayList<>(List.of(referenceRow));
        LoadGenerator referenceGenerator =
                LoadGenerator.open(generatorProgram, reference, scenario, cores);
        try (referenceGenerator) {
            for (EchoServer server : servers) {
                rows.add(enter(server));
            }
            warmUp(reference, referenceGenerator, first);
            for (int round = 0; round < plan.rounds() && !entrants.isEmpty(); round++) {
                long endNanos = System.nanoTime() + plan.round(entrants.size()).toNanos();
                if (round >= Plan.MINIMUM_ROUNDS && endNanos - deadlineNanos > 0) {
                    break;
                }
                playRound(referenceGenerator, round, deadlineNanos);
            }
        } finally {
            entrants.forEach(entrant -> entrant.generator().close());
        }
        return rows;
    }

    private Row enter(EchoServer server) throws InterruptedException {
        var row = new Row(server.contender().name());
        try {
            entrants.add(
                    new Entrant(
                            server,
                            LoadGenerator.open(generatorProgram, server, scenario, cores),
                            row));
        } catch (IOException failure) {
            row.fail(failure.getMessage() + server.lastWords());
        }
        return row;
    }

    private void warmUp(EchoServer reference, LoadGenerator referenceGenerator, boolean first)
            throws IOException, InterruptedException {
        Duration length = first ? plan.warmUp() : plan.warmUp().dividedBy(3);
        Duration unwarmed = plan.sliceWithSettling();
        check(
                referenceGenerator.run(
                        Duration.ZERO, reference.contender().needsWarmUp() ? length : unwarmed));
        for (Entrant entrant : List.copyOf(entrants)) {
            progress.show(
                    scenario.title() + ": warming " + entrant.row().name(),
                    length.multipliedBy(entrants.size()).plus(plan.round(entrants.size())));
            if (entrant.server().contender().needsWarmUp()) {
                attempt(entrant, Duration.ZERO, length);
            }
        }
    }

    private void playRound(LoadGenerator referenceGenerator, int round, long deadlineNanos)
            throws IOException, InterruptedException {
        var order = new ArrayList<>(entrants);
        Collections.shuffle(order, random);
        Slice before = check(referenceGenerator.run(plan.settle(), plan.slice()));
        referenceRow.addUncompared(before);
        for (Entrant entrant : order) {
            Duration all = plan.round(entrants.size()).multipliedBy(plan.rounds() - round);
            Duration budgeted = Duration.ofNanos(deadlineNanos - System.nanoTime());
            progress.show(
                    scenario.title() + ": " + entrant.row().name(),
                    all.compareTo(budgeted) < 0 ? all : budgeted);
            Slice slice = attempt(entrant, plan.settle(), plan.slice());
            Slice after = check(referenceGenerator.run(plan.settle(), plan.slice()));
            referenceRow.addUncompared(after);
            if (slice != null) {
                entrant.row()
                        .add(slice, before.cpuNanosPerRequest(), after.cpuNanosPerRequest());
            }
            before = after;
        }
    }

    /** Runs a slice; null when the contender failed in it and is out. */
    private Slice attempt(Entrant entrant, Duration warm, Duration measured)
            throws InterruptedException {
        String reason;
        try {
            Slice slice = entrant.generator().run(warm, measured);
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
