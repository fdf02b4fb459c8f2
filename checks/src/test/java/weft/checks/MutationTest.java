package weft.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import weft.checks.ParityPage.Row;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Draws rows of {@code docs/asyncio-parity.md}, makes the method of each throw, and expects the
 * tests the row names to fail: a test that passes all the same proves nothing. The draw depends on
 * the date; {@code -Dweft.mutationSeed=N} repeats one, {@code -Dweft.mutations=N} draws more and
 * {@code -Dweft.mutated=TEXT} only from rows whose method contains the text.
 */
@Tag("long")
class MutationTest {
    private static final int USUAL_ROWS = 10;
    private static final long MAXIMUM_SECONDS = 60;

    /** Loops in memory are quick, and here on every system; any other will do as well. */
    private static final String PREFERRED = "Simulated";

    @TempDir private Path directory;

    private final CompiledClasses classes = CompiledClasses.ofProject();

    /** Unchanged, the tests pass: otherwise their failing would say nothing. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void testsPassWithoutMutation() throws Exception {
        for (Row row : drawn()) {
            Outcome outcome = run(List.of(), row.tests());
            assertEquals(
                    RunTests.ALL_PASSED, outcome.status(), () -> row + "\n" + outcome.output());
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void testsNoticeThatTheirMethodThrows() throws Exception {
        List<String> unnoticed = new ArrayList<>();
        List<Row> rows = drawn();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Path mutated = directory.resolve("row" + i);
            int count = Mutations.write(classes, classes.member(row.java()).orElseThrow(), mutated);
            assertTrue(count > 0, () -> row.java() + " has no code");
            Outcome outcome = run(List.of(mutated), row.tests());
            if (outcome.status() != RunTests.ALL_FAILED) {
                unnoticed.add(row + "\n" + outcome.output());
            }
        }
        assertEquals(List.of(), unnoticed, () -> "seed " + seed());
    }

    private List<Row> drawn() throws IOException {
        List<Row> built = new ArrayList<>();
        for (Row row : ParityPage.rows()) {
            // A functional interface has no code but in lambdas, where nothing can be changed.
            if (!row.isOpen()
                    && row.java().contains(System.getProperty("weft.mutated", ""))
                    && !classes.implementations(classes.member(row.java()).orElseThrow())
                            .isEmpty()) {
                built.add(row);
            }
        }
        Collections.shuffle(built, new Random(seed()));
        int wanted = Integer.getInteger("weft.mutations", USUAL_ROWS);
        return built.subList(0, Math.min(wanted, built.size()));
    }

    private static long seed() {
        return Long.getLong("weft.mutationSeed", LocalDate.now(ZoneOffset.UTC).toEpochDay());
    }

    private Outcome run(List<Path> mutated, List<String> tests) throws Exception {
        List<Path> path = new ArrayList<>(mutated);
        path.addAll(classes.directories());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Most of the time goes into starting.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Djdk.trackAllThreads=false");
        command.add("-Djunit.jupiter.execution.timeout.default=20 s");
        command.add("-cp");
        command.add(
                path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))
                        + File.pathSeparator
                        + libraries());
        command.add(RunTests.class.getName());
        tests.stream().map(this::selector).forEach(command::add);
        return launch(command);
    }

    private static String libraries() {
        // Surefire puts the real path here, and a jar with a manifest on the class path.
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private String selector(String test) {
        String declaring = classes.declaringTest(test).getFirst();
        List<String> runnable = classes.runnable(declaring);
        String chosen =
                runnable.stream()
                        .filter(type -> type.contains(PREFERRED))
                        .findFirst()
                        .orElse(runnable.getFirst());
        return chosen + "#" + test.substring(test.lastIndexOf('.') + 1);
    }

    private Outcome launch(List<String> command) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            process.getOutputStream().close();
            // A mutated method may keep a loop from ever stopping: that is noticed, too.
            boolean ended = process.waitFor(MAXIMUM_SECONDS, TimeUnit.SECONDS);
            int status = ended ? process.exitValue() : RunTests.ALL_FAILED;
            return new Outcome(status, Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private record Outcome(int status, String output) {}
}
