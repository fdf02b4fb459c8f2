package weft.bench;

import com.google.gson.JsonObject;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import weft.bench.report.OperationTable;
import weft.bench.report.ReportFiles;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the JMH benchmarks of this module with the flags that a loop needs. What CPython has too is
 * measured there as well, in turns: its round, one loop, its round, the next loop, its round.
 */
final class MicroBenchmarks {
    /** Enough to see that everything runs, and roughly how fast. */
    private static final TimeValue QUICK = TimeValue.milliseconds(200);

    /** Rounds of CPython's for each operation, however few loops there are. */
    private static final int MINIMUM_ROUNDS = 3;

    /** A JVM with the iterations of most benchmarks, and CPython's rounds around it. */
    private static final Duration USUAL_PART = Duration.ofSeconds(16);

    private static final String LOOP_PARAMETER = "loopName";

    /** What JMH itself says, beside what it is folded into. */
    private static final String LOG = "jmh.log";

    private final boolean quick;
    private final PrintStream log;
    private final List<OperationPeer> peers;
    private final OperationSection section;
    private final List<RunResult> results = new ArrayList<>();

    /**
     * What JMH is asked for at a time: a method, on one loop if that is one of its parameters and
     * CPython has its like.
     */
    record Part(String benchmark, Optional<String> loop) {
        String title() {
            String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
            return loop.map(name -> method + ", " + name).orElse(method);
        }
    }

    private MicroBenchmarks(boolean quick, PrintStream log, List<OperationPeer> peers) {
        this.quick = quick;
        this.log = log;
        this.peers = peers;
        this.section = new OperationSection(peers);
    }

    /**
     * Runs the benchmarks whose names match, writes {@code jmh.json} and {@code operations.json},
     * and makes the directory's report anew with them in it; the rest of an earlier report stays as
     * it is.
     *
     * @return 0, or 1 when no benchmark gave a result
     */
    static int run(String pattern, boolean quick, Path directory)
            throws IOException, InterruptedException, RunnerException {
        Files.createDirectories(directory);
        List<Part> parts = parts(pattern);
        try (var programs = new Programs();
                var log = stream(directory.resolve(LOG))) {
            var benchmarks = new MicroBenchmarks(quick, log, OperationPeer.find(programs));
            benchmarks.run(parts, Progress.onStandardError());
            benchmarks.write(directory);
            return benchmarks.results.isEmpty() ? 1 : 0;
        }
    }

    /** Returns what there is to run, all loops of a method one after the other. */
    static List<Part> parts(String pattern) {
        var silent =
                OutputFormatFactory.createFormatInstance(
                        new PrintStream(
                                PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                        VerboseMode.SILENT);
        var parts = new ArrayList<Part>();
        for (BenchmarkListEntry entry :
                BenchmarkList.defaultList().find(silent, List.of(pattern), List.of())) {
            String benchmark = entry.getUsername();
            Map<String, String[]> parameters = entry.getParams().orElse(Map.of());
            if (Operation.of(benchmark).isPresent() && parameters.containsKey(LOOP_PARAMETER)) {
                for (String loop : parameters.get(LOOP_PARAMETER)) {
                    parts.add(new Part(benchmark, Optional.of(loop)));
                }
            } else {
                parts.add(new Part(benchmark, Optional.empty()));
            }
        }
        return parts;
    }

    private void run(List<Part> parts, Progress progress)
            throws IOException, InterruptedException, RunnerException {
        long beginNanos = System.nanoTime();
        Map<String, List<Double>> before = Map.of();
        int rounds = 0;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Optional<Operation> operation =
                    part.loop().flatMap(name -> Operation.of(part.benchmark()));
            Duration each =
                    i == 0
                            ? USUAL_PART
                            : Duration.ofNanos(System.nanoTime() - beginNanos).dividedBy(i);
            progress.say(
                    String.format(
                            "part %d of %d: %s, %s left",
                            i + 1,
                            parts.size(),
                            part.title(),
                            Progress.format(each.multipliedBy(parts.size() - i))));
            boolean first = i == 0 || !parts.get(i - 1).benchmark().equals(part.benchmark());
            if (operation.isPresent() && first) {
                before = round(operation.get());
                rounds = 1;
            }
            List<RunResult> own = measure(part);
            own.forEach(MicroBenchmarks::print);
            results.addAll(own);
            if (operation.isPresent()) {
                Map<String, List<Double>> after = round(operation.get());
                rounds++;
                boolean last =
                        i + 1 == parts.size()
                                || !parts.get(i + 1).benchmark().equals(part.benchmark());
                for (; last && rounds < MINIMUM_ROUNDS; rounds++) {
                    after = joined(after, round(operation.get()));
                }
                section.add(
                        operation.get(),
                        part.loop().orElseThrow(),
                        nanos(own),
                        joined(before, after));
                before = after;
            }
        }
    }

    /** Measures an operation once in each interpreter; one that fails is missing. */
    private Map<String, List<Double>> round(Operation operation) throws InterruptedException {
        var round = new HashMap<String, List<Double>>();
        for (OperationPeer peer : peers) {
            if (!peer.absent().isEmpty()) {
                continue;
            }
            try {
                round.put(peer.name(), peer.measure(operation));
            } catch (IOException failure) {
                section.fail(peer, operation.script() + ": " + failure.getMessage());
            }
        }
        return round;
    }

    private static Map<String, List<Double>> joined(
            Map<String, List<Double>> one, Map<String, List<Double>> other) {
        var joined = new HashMap<>(one);
        other.forEach(
                (name, samples) ->
                        joined.merge(
                                name,
                                samples,
                                (before, after) -> {
                                    var both = new ArrayList<>(before);
                                    both.addAll(after);
                                    return both;
                                }));
        return joined;
    }

    private List<RunResult> measure(Part part) throws RunnerException {
        var options =
                new OptionsBuilder()
                        .include("^" + part.benchmark().replace(".", "\\.") + "$")
                        .jvmArgsAppend(Contenders.WEFT_FLAGS.toArray(String[]::new))
                        .shouldFailOnError(true);
        part.loop().ifPresent(loop -> options.param(LOOP_PARAMETER, loop));
        if (quick) {
            options.warmupIterations(1).warmupTime(QUICK);
            options.measurementIterations(3).measurementTime(QUICK);
        }
        var format = OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL);
        return List.copyOf(new Runner(options.build(), format).run());
    }

    private static void print(RunResult result) {
        BenchmarkParams parameters = result.getParams();
        var name = new StringBuilder(parameters.getBenchmark());
        name.delete(0, name.lastIndexOf(".") + 1);
        for (String key : parameters.getParamsKeys()) {
            name.append(", ").append(parameters.getParam(key));
        }
        Result<?> figure = result.getPrimaryResult();
        System.out.printf(
                Locale.ROOT, "%-48s %12.1f %s%n", name, figure.getScore(), figure.getScoreUnit());
    }

    private static PrintStream stream(Path file) throws IOException {
        return new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8);
    }

    /** Returns the time of an operation in every iteration; these benchmarks tell nanoseconds. */
    private static List<Double> nanos(List<RunResult> results) {
        return results.stream()
                .flatMap(result -> result.getBenchmarkResults().stream())
                .flatMap(result -> result.getIterationResults().stream())
                .map(iteration -> iteration.getPrimaryResult().getScore())
                .toList();
    }

    private void write(Path directory) throws IOException {
        try (PrintStream out = stream(directory.resolve(ReportFiles.MICRO))) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        }
        if (!section.isEmpty()) {
            JsonObject operations = section.json();
            ReportFiles.writeOperations(directory, operations);
            System.out.print(OperationTable.text(operations));
        }
        System.out.print(
                ReportFiles.write(directory, Report.earlierOrEmpty(directory), null, null));
    }
}
