package weft.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Starts a program from the class path and from the module path, with and without the flag. */
@Tag("slow")
class LaunchTest {
    private static final List<String> MODULES =
            List.of("loop-api", "loop-core", "backend-select", "policy");

    private static final String TO_CLASS_PATH = "java.base/java.lang=ALL-UNNAMED";
    private static final String TO_MODULE = "java.base/java.lang=weft.core";

    private static final long MAXIMUM_SECONDS = 30;

    @TempDir private Path directory;

    @Test
    void runsFromTheClassPath() throws Exception {
        Outcome outcome = fromClassPath("--add-opens", TO_CLASS_PATH);
        assertEquals("contract in module null\nengine in module null\nsum 3\n", outcome.output());
        assertEquals(0, outcome.status());
    }

    @Test
    void runsFromTheModulePath() throws Exception {
        Outcome outcome = fromModulePath("--add-opens", TO_MODULE);
        assertEquals(
                "contract in module weft\nengine in module weft.core\nsum 3\n", outcome.output());
        assertEquals(0, outcome.status());
    }

    @Test
    void namesTheMissingFlagOnTheClassPath() throws Exception {
        Outcome outcome = fromClassPath();
        assertTrue(outcome.output().contains("--add-opens " + TO_CLASS_PATH), outcome::output);
        assertNotEquals(0, outcome.status());
    }

    @Test
    void namesTheMissingFlagOnTheModulePath() throws Exception {
        Outcome outcome = fromModulePath();
        assertTrue(outcome.output().contains("--add-opens " + TO_MODULE), outcome::output);
        assertNotEquals(0, outcome.status());
    }

    private Outcome fromClassPath(String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("-cp", classes() + File.pathSeparator + program()));
        return launch(arguments);
    }

    private Outcome fromModulePath(String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("--module-path", classes(), "--add-modules", "weft.select"));
        arguments.addAll(List.of("-cp", program()));
        return launch(arguments);
    }

    private Outcome launch(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        command.add(LaunchProgram.class.getName());
        // To a file: reading a pipe could wait for ever, waiting for the process cannot.
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(MAXIMUM_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(command + " hangs; so far: " + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String classes() {
        return MODULES.stream()
                .map(module -> Project.classes(module).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String program() throws Exception {
        var location = LaunchProgram.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(location.toURI()).toString();
    }

    private record Outcome(int status, String output) {}
}
