package weft.bench;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import weft.bench.echo.EchoMode;
import weft.policy.LoopCatalog;
import weft.policy.LoopEntry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code weft bench}: measures the loops beside their peers. */
@Command(
        name = "bench",
        description = {
            "Measures echo servers: CPU time per request relative to a plain epoll server in C.",
            "Servers and load generator run on cores of their own; every byte is checked."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "Three scenarios in short slices: rough, 90 seconds.")
    private boolean quick;

    @Option(
            names = "--loops",
            paramLabel = "LOOP",
            split = ",",
            defaultValue = "select,io_uring",
            description = "Loops to measure (default: ${DEFAULT-VALUE}); \"none\" for peers only.")
    private List<String> loops = List.of();

    @Option(
            names = "--modes",
            paramLabel = "MODE",
            split = ",",
            defaultValue = "protocol,coroutine",
            description = "Modes of each loop (default: ${DEFAULT-VALUE}).")
    private List<String> modes = List.of();

    @Option(
            names = "--sizes",
            paramLabel = "SIZE",
            split = ",",
            description = "Message sizes such as 64B,1KiB,1MiB, instead of the usual scenarios.")
    private @Nullable List<String> sizes;

    @Option(
            names = "--connections",
            paramLabel = "N",
            split = ",",
            description = "Numbers of connections, each with every size (default: 10).")
    private @Nullable List<Integer> connections;

    @Option(
            names = "--depth",
            paramLabel = "N",
            defaultValue = "1",
            description = "Messages in flight with --sizes or --connections (default: 1).")
    private int depth;

    @Option(
            names = "--peers",
            paramLabel = "PEERS",
            description = "Peers by name, or \"all\" or \"none\" (default: all; quick: Netty).")
    private @Nullable String peers;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of a slice (default: 0.8; quick: 0.2).")
    private @Nullable Double seconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Slices per server and scenario (default: 9).")
    private int rounds = 9;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the order of servers (default: 1).")
    private long seed = 1;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "bench-report",
            description = "Directory for report.txt and report.json (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("bench-report");

    @Option(
            names = "--cc",
            paramLabel = "PROGRAM",
            defaultValue = "cc",
            description = "C compiler; without one Netty's epoll is the reference.")
    private String compiler = "cc";

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "A further option for the JVM of each loop; may be repeated.")
    private List<String> jvmOptions = List.of();

    @Option(
            names = "--idle",
            paramLabel = "N",
            description = "Idle connections to hold (default: 8000 in a full run, 0 for none).")
    private @Nullable Integer idle;

    @Option(
            names = "--idle-seconds",
            paramLabel = "S",
            description = "How long they are watched (default: 3).")
    private int idleSeconds = 3;

    @Option(
            names = "--jmh",
            arity = "0..1",
            fallbackValue = ".*",
            paramLabel = "REGEX",
            description = "Run the micro-benchmarks whose names match instead (default: all).")
    private @Nullable String microBenchmarks;

    @Override
    public Integer call() throws IOException, InterruptedException, RunnerException {
        if (microBenchmarks != null) {
            return MicroBenchmarks.run(microBenchmarks, output);
        }
        try (var programs = new Programs()) {
            return new Bench(plan(programs), programs, compiler, Progress.onStandardError()).run();
        }
    }

    private Plan plan(Programs programs) throws IOException {
        var contenders = new ArrayList<Contender>();
        if (!loops.equals(List.of("none"))) {
            requireKnown();
            for (String loop : loops) {
                for (String mode : modes) {
                    contenders.add(Contenders.loop(loop, mode, jvmOptions));
                }
            }
        }
        String wanted = peers != null ? peers : quick ? Contenders.QUICK_PEERS : "all";
        contenders.addAll(Contenders.pick(Contenders.peers(programs), wanted));
        double length = seconds != null ? seconds : quick ? 0.2 : 0.8;
        if (!(length >= 0.05 && length <= 60)) {
            throw new IllegalArgumentException("--seconds not in 0.05..60: " + length);
        }
        if (rounds < Plan.MINIMUM_ROUNDS || rounds > 1000) {
            throw new IllegalArgumentException("--rounds not in 3..1000: " + rounds);
        }
        boolean full = !quick && sizes == null && connections == null;
        int idleConnections = idle != null ? idle : full ? 8000 : 0;
        if (idleConnections < 0 || idleConnections > 60_000) {
            throw new IllegalArgumentException("--idle not in 0..60000: " + idleConnections);
        }
        if (idleSeconds < 1 || idleSeconds > 600) {
            throw new IllegalArgumentException("--idle-seconds not in 1..600: " + idleSeconds);
        }
        return new Plan(
                quick,
                scenarios(),
                contenders,
                Duration.ofMillis(Math.round(length * 1000)),
                Duration.ofMillis(quick ? 20 : 50),
                Duration.ofMillis(quick ? 800 : 4000),
                rounds,
                quick ? Duration.ofSeconds(85) : Duration.ofHours(24),
                idleConnections,
                Duration.ofSeconds(idleSeconds),
                seed,
                output);
    }

    /** Refuses a misspelt name at once; a loop that cannot work here is only left out. */
    private void requireKnown() {
        List<String> names = LoopCatalog.load().entries().stream().map(LoopEntry::name).toList();
        for (String loop : loops) {
            if (!names.contains(loop)) {
                throw new IllegalArgumentException(
                        "no loop is named " + loop + "; --loops takes none or some of " + names);
            }
        }
        List<String> known = Arrays.stream(EchoMode.values()).map(EchoMode::name).toList();
        for (String mode : modes) {
            if (!known.contains(mode)) {
                throw new IllegalArgumentException(
                        "no mode is named " + mode + "; --modes takes some of " + known);
            }
        }
    }

    private List<Scenario> scenarios() {
        if (sizes == null && connections == null) {
            return quick ? Scenario.QUICK : Scenario.ALL;
        }
        var scenarios = new ArrayList<Scenario>();
        for (String size : sizes == null ? List.of("1KiB") : sizes) {
            for (int count : connections == null ? List.of(10) : connections) {
                scenarios.add(new Scenario(count, Scenario.parseSize(size), depth));
            }
        }
        return scenarios;
    }
}
