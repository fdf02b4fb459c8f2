package weft.bench;

import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the JMH benchmarks of this module with the flags that a loop needs. */
final class MicroBenchmarks {
    private MicroBenchmarks() {}

    /**
     * Runs the benchmarks whose names match and writes {@code jmh.json}.
     *
     * @return 0, or 1 when no benchmark gave a result
     */
    static int run(String pattern, Path directory) throws IOException, RunnerException {
        Files.createDirectories(directory);
        var options =
                new OptionsBuilder()
                        .include(pattern)
                        .jvmArgsAppend(Contenders.WEFT_FLAGS.toArray(String[]::new))
                        .shouldFailOnError(true)
                        .resultFormat(ResultFormatType.JSON)
                        .result(directory.resolve("jmh.json").toString())
                        .build();
        return new Runner(options).run().isEmpty() ? 1 : 0;
    }
}
