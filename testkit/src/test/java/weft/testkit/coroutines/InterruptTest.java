package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** SIGINT under {@code run}: the first cancels the main task, the second ends the process. */
@DisabledOnOs(OS.WINDOWS)
class InterruptTest {
    // 128 and the number of SIGINT, as a shell reports it.
    private static final int ENDED_BY_INTERRUPT = 130;

    @TempDir private Path directory;

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({
        "once, 0, 'cleaned up|run threw java.lang.InterruptedException: SIGINT cancelled the main"
                + " task|'",
        "twice, 130, 'cancelled once|'",
        "hanging, 130, ''",
        "swallowed, 0, 'swallowed|'",
        "own, 0, 'handled by the program|'",
        "after, 130, 'ran|'",
    })
    void interruptEndsWhatItShould(String way, int status, String output) throws Exception {
        Outcome outcome = launch(way);
        assertEquals(output.replace('|', '\n'), outcome.output());
        assertEquals(status, outcome.status());
        assertTrue(status == 0 || status == ENDED_BY_INTERRUPT);
    }

    private record Outcome(int status, String output) {}

    private Outcome launch(String way) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        var command = new ArrayList<String>();
        if (OS.LINUX.isCurrentOs()) {
            // A shell has its background jobs ignore SIGINT, their children inherit that, and a JVM
            // leaves an ignored signal ignored.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(ProcessHandle.current().info().command().orElseThrow());
        // The second compiler costs more than it gains in so short a life.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(InterruptProgram.class.getName(), way));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertTrue(process.waitFor(50, TimeUnit.SECONDS), () -> way + " hangs");
            return new Outcome(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }
}
