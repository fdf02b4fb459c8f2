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
    /** The whole run; building what is missing and making the pictures come on top. */
    static final Duration FULL_BUDGET = Duration.ofMinutes(27);

    static final Duration QUICK_BUDGET = Duration.ofSeconds(105);

    static final Timetable FULL =
            new Timetable(
                    Duration.ofMillis(500),
                    Duration.ofMillis(80),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(3),
                    11);

    static final Timetable QUICK =
            new Timetable(
                    Duration.ofMillis(200),
                    Duration.ofMillis(50),
                    Duration.ofMillis(4_500),
                    Duration.ofMillis(1_250),
                    11);

    /** The workload that has servers of its own. */
    private static final String CLAIMS = "claims";

    private static final int MILLION = 1_000_000;
    private static final int MAXIMUM_PROCESSES = 20;

    @Option(names = "--quick", description = "Three scenarios in short slices: rough, 90 seconds.")
    private boolean quick;

    @Option(
            names = "--loops",
            paramLabel = "LOOP",
            split = ",",
            description = {
                "Loops to measure (default: those of Linux,",
                "and in a full run those over Netty's transports);",
                "\"none\" for peers only."
            })
    private @Nullable List<String> loops;

    @Option(
            names = "--modes",
            paramLabel = "MODE",
            split = ",",
            description = {
                "Modes of each loop (default: protocol,buffered,coroutine;",
                "quick: protocol,coroutine, of select and epoll-et protocol;",
                "claims: protocol)."
            })
    private @Nullable List<String> modes;

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Scenarios by name instead of the usual ones:",
                "usual, uvloop, claims, sizes, connections, pipelining, connect, rate, idle."
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
            names = "--beside",
            paramLabel = "N",
            defaultValue = "0",
            description = "Connections that stay idle, with --sizes or --connections (default: 0).")
    private int beside;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Messages of each blocking client (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = "--peers",
            paramLabel = "PEERS",
            description = "Peers by name, or \"all\" or \"none\" (default: all; quick: Netty).")
    private @Nullable String peers;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of a slice (default: 0.5, quick 0.2; shorter with many servers).")
    private @Nullable Double seconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Slices per server and scenario, if time allows (default: 11 to 5).")
    private @Nullable Integer rounds;

    @Option(
            names = "--processes",
            paramLabel = "N",
            defaultValue = "1",
            description = {
                "Processes of each server that take turns, since",
                "JVMs differ from start to start (default: ${DEFAULT-VALUE})."
            })
    private int processes;

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
        Timetable wanted = timetable();
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
        Duration idleHold = Duration.ofSeconds(idleSeconds);
        List<Contender> contenders = contenders(programs);
        Duration budget = quick ? QUICK_BUDGET : FULL_BUDGET;
        int sleepers = requireCount(full && workloads == null ? MILLION : 0);
        Timetable.Task task = Plan.task(scenarios, contenders);
        Duration measuring =
                budget.minus(Plan.starting(task))
                        .minus(Plan.idling(task, idleConnections, idleHold))
                        .minus(Plan.sleeping(sleepers));
        return new Plan(
                quick,
                scenarios,
                contenders,
                wanted.fit(task, measuring, seconds != null, rounds != null),
                budget,
                idleConnections,
                idleHold,
                sleepers,
                seed,
                output,
                "./weft " + String.join(" ", arguments()),
                older);
    }

    /** Returns how long the parts shall be if there is time for it. */
    private Timetable timetable() {
        Timetable usual = quick ? QUICK : FULL;
        double length = seconds != null ? seconds : usual.slice().toMillis() / 1e3;
        if (!(length >= 0.05 && length <= 60)) {
            throw new IllegalArgumentException("--seconds not in 0.05..60: " + length);
        }
        int wanted = rounds != null ? rounds : usual.rounds();
        if (wanted < Plan.MINIMUM_ROUNDS || wanted > 1000) {
            throw new IllegalArgumentException("--rounds not in 3..1000: " + wanted);
        }
        return new Timetable(
                Duration.ofMillis(Math.round(length * 1000)),
                usual.settle(),
                usual.firstWarmUp(),
                usual.laterWarmUp(),
                wanted);
    }

    private List<Contender> contenders(Programs programs) throws InterruptedException {
        if (processes < 1 || processes > MAXIMUM_PROCESSES) {
            throw new IllegalArgumentException(
                    "--processes not in 1.." + MAXIMUM_PROCESSES + ": " + processes);
        }
        boolean claims = workloads != null && workloads.equals(List.of(CLAIMS));
        Selection usual = Selection.usual(quick, claims);
        List<String> wantedLoops = loops != null ? loops : usual.loops();
        List<String> wantedModes = modes != null ? modes : usual.modes();
        var contenders = new ArrayList<Contender>();
        if (!wantedLoops.equals(List.of("none"))) {
            requireKnown(wantedLoops, wantedModes);
            for (String loop : wantedLoops) {
                for (String mode : wantedModes) {
                    contenders.add(Contenders.loop(loop, mode, jvmOptions));
                }
            }
        }
        if (loops == null && modes == null) {
            for (String loop : usual.comparedLoops()) {
                contenders.add(Contenders.loop(loop, "protocol", jvmOptions));
            }
        }
        var known = new Peers(programs, Programs.find(compiler));
        boolean chosen = peers != null || workloads != null || sizes != null || connections != null;
        contenders.addAll(
                known.pick(
                        peers != null ? peers : usual.peers(), chosen ? List.of() : usual.brief()));
        return contenders.stream().map(one -> one.inProcesses(processes)).toList();
    }

    private List<String> arguments() {
        CommandSpec made = spec;
        return made == null ? List.of() : made.commandLine().getParseResult().originalArgs();
    }

    /** Refuses a misspelt name at once; a loop that cannot work here is only left out. */
    private static void requireKnown(List<String> loops, List<String> modes) {
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
        if (workloads != null) {
            if (sizes != null || connections != null) {
                throw new IllegalArgumentException(
                        "--workload is given instead of --sizes and --connections");
            }
            if (messages < Timetable.COUNTED_ROUNDS || messages > 100_000_000) {
                throw new IllegalArgumentException("--messages not in 10..100000000: " + messages);
            }
            return workloads.stream()
                    .flatMap(name -> Workloads.named(name).stream())
                    .map(one -> one.messages() > 0 ? one.counting(messages) : one)
                    .toList();
        }
        if (sizes == null && connections == null) {
            return quick ? Workloads.QUICK : Workloads.USUAL;
        }
        var scenarios = new ArrayList<Scenario>();
        for (String size : sizes == null ? List.of("1KiB") : sizes) {
            for (int count : connections == null ? List.of(10) : connections) {
                var shape = new Scenario(count, Scenario.parseSize(size), depth);
                scenarios.add(shape.besideIdle(beside));
            }
        }
        return scenarios;
    }
}
