package weft.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import weft.bench.echo.EchoMode;
import weft.bench.report.ReportFiles;
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
    /** With the start of all servers and the idle connections, half an hour at the most. */
    private static final Duration FULL_BUDGET = Duration.ofMinutes(25);

    private static final int MILLION = 1_000_000;

    private static final String OWN_LOOPS = "select,poll,epoll,epoll-et,io_uring";

    /** The same engine over Netty's transports: they tell what our own bindings are worth. */
    private static final String LOOPS_ON_NETTY = "netty-epoll,netty-io_uring";

    @Option(names = "--quick", description = "Three scenarios in short slices: rough, 90 seconds.")
    private boolean quick;

    @Option(
            names = "--loops",
            paramLabel = "LOOP",
            split = ",",
            description = {
                "Loops to measure (default: " + OWN_LOOPS + ",",
                "and in a full run " + LOOPS_ON_NETTY + "); \"none\" for peers only."
            })
    private @Nullable List<String> loops;

    @Option(
            names = "--modes",
            paramLabel = "MODE",
            split = ",",
            defaultValue = "protocol,coroutine",
            description = "Modes of each loop (default: ${DEFAULT-VALUE}).")
    private List<String> modes = List.of();

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Scenarios by name instead of the usual ones:",
                "usual, uvloop, sizes, connections, pipelining, connect, rate, idle."
            })
    private @Nullable List<String> workloads;

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
            description = "Length of a slice (default: 0.5; quick: 0.2).")
    private @Nullable Double seconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Slices per server and scenario, if time allows (default: 9).")
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
            description = "Directory for the page, pictures and JSON (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("bench-report");

    @Option(
            names = "--compare",
            paramLabel = "OLD.json",
            description = "An earlier report.json: print and draw what changed since.")
    private @Nullable Path compare;

    @Option(
            names = "--from",
            paramLabel = "REPORT.json",
            description = "Measure nothing: make the page of this report.json anew.")
    private @Nullable Path from;

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
            description =
                    "Run the micro-benchmarks that match instead, and add them to the report.")
    private @Nullable String microBenchmarks;

    @Option(
            names = "--million",
            description = {
                "Have a million coroutines sleep instead, beside platform threads and asyncio's",
                "tasks, and add them to the report. A full run does so at its end."
            })
    private boolean million;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Another number than a million (default of a full run: a million).")
    private @Nullable Integer count;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, RunnerException {
        JsonObject older = compare == null ? null : ReportFiles.read(compare);
        if (microBenchmarks != null) {
            return MicroBenchmarks.run(microBenchmarks, quick, output);
        }
        if (million) {
            return measureSleepers(requireCount(MILLION));
        }
        if (from != null) {
            JsonObject report = ReportFiles.read(from);
            System.out.print(ReportFiles.write(output, report, null, older));
            return 0;
        }
        try (var programs = new Programs()) {
            return new Bench(plan(programs, older), programs, compiler, Progress.onStandardError())
                    .run();
        }
    }

    private int measureSleepers(int number) throws IOException, InterruptedException {
        try (var programs = new Programs()) {
            Progress progress = Progress.onStandardError();
            SleeperSection section =
                    new SleeperMeasurement(number, jvmOptions, programs, progress).run();
            var sections = new JsonArray();
            sections.add(section.json());
            JsonObject report = Report.earlierOrEmpty(output);
            report.add(ReportFiles.SLEEPERS, sections);
            System.out.print(section.text());
            System.out.print(ReportFiles.write(output, report, null, null));
            return section.rows().getFirst().hasFigures() ? 0 : 1;
        }
    }

    private int requireCount(int usual) {
        int number = count == null ? usual : count;
        if (number < (million ? 1 : 0) || number > 10 * MILLION) {
            throw new IllegalArgumentException("--count not in 1..10000000: " + number);
        }
        return number;
    }

    private Plan plan(Programs programs, @Nullable JsonObject older) throws InterruptedException {
        List<Scenario> scenarios = scenarios();
        double length = seconds != null ? seconds : quick ? 0.2 : 0.5;
        if (!(length >= 0.05 && length <= 60)) {
            throw new IllegalArgumentException("--seconds not in 0.05..60: " + length);
        }
        if (rounds < Plan.MINIMUM_ROUNDS || rounds > 1000) {
            throw new IllegalArgumentException("--rounds not in 3..1000: " + rounds);
        }
        boolean full =
                workloads == null
                        ? !quick && sizes == null && connections == null
                        : workloads.contains("idle");
        int idleConnections = idle != null ? idle : full ? 8000 : 0;
        if (idleConnections < 0 || idleConnections > 60_000) {
            throw new IllegalArgumentException("--idle not in 0..60000: " + idleConnections);
        }
        if (idleSeconds < 1 || idleSeconds > 600) {
            throw new IllegalArgumentException("--idle-seconds not in 1..600: " + idleSeconds);
        }
        var contenders = new ArrayList<Contender>();
        List<String> wantedLoops = loops();
        if (!wantedLoops.equals(List.of("none"))) {
            requireKnown(wantedLoops);
            for (String loop : wantedLoops) {
                for (String mode : modes) {
                    contenders.add(Contenders.loop(loop, mode, jvmOptions));
                }
            }
        }
        String wanted = peers != null ? peers : quick ? Peers.QUICK : "all";
        contenders.addAll(new Peers(programs, Programs.find(compiler)).pick(wanted));
        return new Plan(
                quick,
                scenarios,
                contenders,
                Duration.ofMillis(Math.round(length * 1000)),
                Duration.ofMillis(quick ? 20 : 50),
                Duration.ofMillis(quick ? 800 : 4000),
                rounds,
                quick ? Duration.ofSeconds(85) : FULL_BUDGET,
                idleConnections,
                Duration.ofSeconds(idleSeconds),
                requireCount(full && workloads == null ? MILLION : 0),
                seed,
                output,
                "./weft " + String.join(" ", arguments()),
                older);
    }

    private List<String> loops() {
        if (loops != null) {
            return loops;
        }
        return List.of((quick ? OWN_LOOPS : OWN_LOOPS + "," + LOOPS_ON_NETTY).split(",", -1));
    }

    private List<String> arguments() {
        CommandSpec made = spec;
        return made == null ? List.of() : made.commandLine().getParseResult().originalArgs();
    }

    /** Refuses a misspelt name at once; a loop that cannot work here is only left out. */
    private void requireKnown(List<String> wantedLoops) {
        List<String> names = LoopCatalog.load().entries().stream().map(LoopEntry::name).toList();
        for (String loop : wantedLoops) {
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
        if (workloads != null) {
            if (sizes != null || connections != null) {
                throw new IllegalArgumentException(
                        "--workload is given instead of --sizes and --connections");
            }
            return workloads.stream().flatMap(name -> Workloads.named(name).stream()).toList();
        }
        if (sizes == null && connections == null) {
            return quick ? Workloads.QUICK : Workloads.USUAL;
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
