package weft.bench;

import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import weft.bench.report.ReportFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the JMH benchmarks of this module with the flags that a loop needs. */
final class MicroBenchmarks {
    /** Enough to see that everything runs, and roughly how fast. */
    private static final TimeValue QUICK = TimeValue.milliseconds(200);

    private MicroBenchmarks() {}

    /**
     * Runs the benchmarks whose names match, writes {@code jmh.json}, and makes the directory's
     * report anew with them in it; the rest of an earlier report stays as it is.
     *
     * @return 0, or 1 when no benchmark gave a result
     */
    static int run(String pattern, boolean quick, Path directory)
            throws IOException, RunnerException {
        Files.createDirectories(directory);
        var options =
                new OptionsBuilder()
                        .include(pattern)
                        .jvmArgsAppend(Contenders.WEFT_FLAGS.toArray(String[]::new))
                        .shouldFailOnError(true)
                        .resultFormat(ResultFormatType.JSON)
                        .result(directory.resolve(ReportFiles.MICRO).toString());
        if (quick) {
            options.warmupIterations(1).warmupTime(QUICK);
            options.measurementIterations(3).measurementTime(QUICK);
        }
        int status = new Runner(options.build()).run().isEmpty() ? 1 : 0;
        System.out.print(
                ReportFiles.write(directory, Report.earlierOrEmpty(directory), null, null));
        return status;
    }
}
