package weft.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import weft.EventLoopPolicies;
import weft.ProviderEventLoopPolicy;
import weft.testkit.simulation.SimulatedEventLoopProvider;
import weft.testkit.simulation.Simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs every program and compares what it prints with what CPython printed for the original beside
 * the recording, {@code src/test/python}. Time is simulated, so that hours pass at once.
 */
class ExamplesTest {
    private static final Path PROGRAMS = Path.of("src/main/java/weft/examples");
    private static final Path ORIGINALS = Path.of("src/test/python");
    private static final long SEED = 1;

    /** The originals iterate over a set, or two threads print: their lines have no fixed order. */
    private static final Set<String> WITHOUT_ORDER =
            Set.of(
                    "combinators.BusyBeginning",
                    "combinators.WaitForAll",
                    "coroutines.NamedTasks",
                    "threads.LoopInThread");

    /** Other threads take part, for whom no clock can be simulated. */
    private static final Set<String> IN_REAL_TIME =
            Set.of("futures.InExecutor", "threads.LoopInThread", "threads.WindowBesideLoop");

    @ParameterizedTest
    @MethodSource("programs")
    void printsWhatItsOriginalPrints(String program) throws Exception {
        List<String> expected = Files.readAllLines(recording(program));
        List<String> actual = output(program).lines().toList();
        assertFalse(expected.isEmpty(), "the original prints nothing");
        if (WITHOUT_ORDER.contains(program)) {
            expected = expected.stream().sorted().toList();
            actual = actual.stream().sorted().toList();
        }
        assertEquals(expected, actual);
    }

    @Test
    void everyOriginalHasItsProgram() throws IOException {
        List<String> expected =
                programs().map(ExamplesTest::recording).map(Path::toString).toList();
        try (Stream<Path> files = Files.walk(ORIGINALS)) {
            assertEquals(
                    expected.stream().sorted().toList(),
                    files.map(Path::toString)
                            .filter(name -> name.endsWith(".txt"))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void whatIsTreatedApartExists() throws IOException {
        List<String> all = programs().toList();
        assertEquals(
                List.of(), WITHOUT_ORDER.stream().filter(name -> !all.contains(name)).toList());
        assertEquals(List.of(), IN_REAL_TIME.stream().filter(name -> !all.contains(name)).toList());
    }

    /** Names each program by its topic and class. */
    static Stream<String> programs() throws IOException {
        try (Stream<Path> files = Files.walk(PROGRAMS)) {
            return files
                    .map(file -> PROGRAMS.relativize(file).toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .map(name -> name.replace(PROGRAMS.getFileSystem().getSeparator(), "."))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Finds {@code topic/some_program.txt} for {@code topic.SomeProgram}. */
    private static Path recording(String program) {
        String topic = program.substring(0, program.indexOf('.'));
        String name = program.substring(program.indexOf('.') + 1);
        String snake = name.replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return ORIGINALS.resolve(topic).resolve(snake + ".txt");
    }

    private static String output(String program) throws Exception {
        var captured = new ByteArrayOutputStream();
        PrintStream original = System.out;
        if (!IN_REAL_TIME.contains(program)) {
            Simulation simulation = Simulation.calm(SEED).failOnDeadlock(true);
            EventLoopPolicies.set(
                    new ProviderEventLoopPolicy(new SimulatedEventLoopProvider(simulation)));
        }
        System.setOut(new PrintStream(captured, true, UTF_8));
        try {
            Class.forName("weft.examples." + program)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(original);
            EventLoopPolicies.set(null);
        }
        return captured.toString(UTF_8);
    }
}
