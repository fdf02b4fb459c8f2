package weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Opens many connections to a server, uses each once, and looks at what their being there costs.
 * Every server is a fresh process: one that was under load has memory to spare that hides the
 * growth.
 */
final class IdleMeasurement {
    /** Enough to load the code and fill the pools that the first connections need. */
    private static final Scenario FIRST = new Scenario(200, 64, 1);

    private final int connections;
    private final Duration hold;
    private final List<String> generatorProgram;
    private final Cores cores;

    IdleMeasurement(int connections, Duration hold, List<String> generatorProgram, Cores cores) {
        this.connections = connections;
        this.hold = hold;
        this.generatorProgram = generatorProgram;
        this.cores = cores;
    }

    int connections() {
        return connections;
    }

    Duration hold() {
        return hold;
    }

    static Scenario scenario(int connections) {
        return new Scenario(connections, 64, 1);
    }

    /** Measures one server; a failure is in the row. */
    IdleRow measure(Contender contender) throws InterruptedException {
        if (!contender.absent().isEmpty()) {
            return IdleRow.failed(contender.name(), "absent: " + contender.absent());
        }
        try (EchoServer server = EchoServer.start(contender, cores)) {
            server.awaitListening();
            return measure(server);
        } catch (IOException failure) {
            return IdleRow.failed(contender.name(), String.valueOf(failure.getMessage()));
        }
    }

    private IdleRow measure(EchoServer server) throws IOException, InterruptedException {
        String name = server.contender().name();
        long pid = server.target().pid();
        try (var first = open(server, FIRST)) {
            check(first.once());
        }
        long before = Threads.residentBytes(pid);
        Map<String, Threads.State> closed = Threads.of(pid);
        try (var load = open(server, scenario(connections))) {
            check(load.once());
            long after = Threads.residentBytes(pid);
            // Whoever accepted the connections and answered on them is who serves them.
            Map<String, Threads.State> opening = Threads.since(closed, Threads.of(pid));
            String serving = Threads.busiest(opening).orElse("");
            check(load.hold(Duration.ofSeconds(1))); // Whatever follows the last echo is over then.
            Map<String, Threads.State> start = Threads.of(pid);
            Slice held = check(load.hold(hold));
            Map<String, Threads.State> idle = Threads.since(start, Threads.of(pid));
            check(load.once());
            return new IdleRow(
                    name,
                    (double) (after - before) / connections,
                    held.serverCpuNanos(),
                    idle.values().stream().mapToLong(Threads.State::switches).sum(),
                    idle.values().stream()
                            .filter(thread -> thread.switches() > 0)
                            .max(Comparator.comparingLong(Threads.State::switches))
                            .map(Threads.State::name)
                            .orElse(""),
                    idle.getOrDefault(serving, Threads.State.NONE),
                    "");
        }
    }

    private LoadGenerator open(EchoServer server, Scenario scenario)
            throws IOException, InterruptedException {
        return LoadGenerator.open(generatorProgram, server.target(), scenario, cores);
    }

    private static Slice check(Slice slice) throws IOException {
        if (slice.errors() > 0) {
            throw new IOException(slice.error());
        }
        return slice;
    }
}
