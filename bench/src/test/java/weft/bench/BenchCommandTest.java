package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class BenchCommandTest {
    /** Long enough for some messages, four of which bring a server to its fault. */
    private static final Duration SLICE = Duration.ofMillis(40);

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--peers nobody",
                "--sizes 1XB",
                "--connections 0",
                "--connections many",
                "--sizes 64B --beside -1",
                "--seconds 0",
                "--rounds 1",
                "--processes 0",
                "--processes 21",
                "--loops nope",
                "--modes nope",
                "--idle -1",
                "--idle-seconds 0",
                "--no-such-option",
                "--workload nothing",
                "--workload uvloop --messages 9",
                "--workload usual --sizes 64B",
                "--million --count 0",
                "--million --count many",
                "--count 10000001",
                "--compare"
            })
    void argumentsWithoutSenseAreUsageErrors(String arguments) {
        assertEquals(2, Main.execute(("bench " + arguments).split(" ")));
        assertFalse(Files.exists(Path.of("bench-report")), "nothing was run");
    }

    @Test
    @Tag("slow")
    void aRunGoesOnPastServersThatFail() throws IOException, InterruptedException {
        Map<String, JsonObject> rows =
                run(
                        Contender.steady("honest", faulty("NONE")),
                        Contender.steady("corrupting", faulty("CORRUPT_BYTE")),
                        Contender.steady("dying", faulty("EXIT")),
                        Contender.steady("no such program", List.of("/no/such/program")),
                        Contender.steady("refusing", List.of("sh", "-c", "echo no >&2; exit 4")),
                        Contender.absent("missing", "not installed"));

        assertTrue(rows.get("honest").get("ratio").getAsDouble() > 0);
        assertEquals(0, rows.get("honest").get("errors").getAsLong());
        assertEquals(Plan.MINIMUM_ROUNDS, rows.get("honest").get("slices").getAsInt());
        JsonObject self = rows.get(Contenders.SELF);
        assertEquals("", self.get("problem").getAsString());
        assertEquals(Plan.MINIMUM_ROUNDS, self.get("slices").getAsInt(), "one of its processes");
        assertProblem(rows, "corrupting", "connection \\d: .*came back as.*");
        assertProblem(rows, "dying", ".*(closed|reset|died).*had enough.*");
        assertProblem(rows, "no such program", "absent: .*no/such/program.*");
        assertProblem(rows, "refusing", "absent: ended with status 4: no");
        assertProblem(rows, "missing", "absent: not installed");
    }

    @Test
    @Tag("slow")
    void aReferenceInJavaIsWarmedAsTheOthersAre() throws IOException, InterruptedException {
        Map<String, JsonObject> rows = runWith("no such compiler");
        // It is told to settle sooner than any JVM can.
        assertTrue(rows.get(Peers.nettyEpoll().name()).get("compiling").getAsBoolean());
        assertTrue(rows.get(Contenders.SELF).get("compiling").getAsBoolean());
        assertEquals("", rows.get(Contenders.SELF).get("problem").getAsString());
    }

    @Test
    @Tag("slow")
    void processesOfOneServerTakeTurns() throws IOException, InterruptedException {
        Path started = directory.resolve("started");
        Map<String, JsonObject> rows =
                run(
                        Contender.steady("two", faulty("NONE")).inProcesses(2),
                        Contender.steady(
                                        "refusing",
                                        List.of("sh", "-c", "echo >>" + started + "; exit 4"))
                                .inProcesses(3),
                        Contender.steady("dying", faulty("EXIT")).inProcesses(2));

        JsonObject two = rows.get("two");
        assertEquals(Plan.MINIMUM_ROUNDS, two.get("slices").getAsInt(), "one a round, not two");
        assertEquals("", two.get("problem").getAsString());
        assertEquals(3 + 1, Files.readAllLines(started).size(), "one more of the idle ones");
        assertProblem(rows, "refusing", "absent: ended with status 4.*");
        assertProblem(rows, "dying", ".*(closed|reset|died).*had enough.*");
    }

    private static void assertProblem(Map<String, JsonObject> rows, String name, String regex) {
        String problem = rows.get(name).get("problem").getAsString();
        assertTrue(problem.matches(regex), name + ": " + problem);
    }

    private static List<String> faulty(String fault) {
        return Contenders.java(List.of(), FaultyServer.class, List.of(fault));
    }

    private Map<String, JsonObject> run(Contender... contenders)
            throws IOException, InterruptedException {
        return runWith("cc", contenders);
    }

    private Map<String, JsonObject> runWith(String compiler, Contender... contenders)
            throws IOException, InterruptedException {
        var plan =
                new Plan(
                        false,
                        List.of(new Scenario(3, FaultyServer.GOOD_BYTES / 4, 1)),
                        List.of(contenders),
                        new Timetable(SLICE, Duration.ZERO, SLICE, SLICE, Plan.MINIMUM_ROUNDS),
                        Duration.ofMinutes(2),
                        20,
                        Duration.ofMillis(50),
                        0,
                        1,
                        directory,
                        "./weft bench",
                        null);
        var progress =
                new Progress(new PrintStream(new ByteArrayOutputStream()), false, System::nanoTime);
        try (var programs = new Programs()) {
            assertEquals(0, new Bench(plan, programs, compiler, progress).run());
        }
        JsonObject report =
                JsonParser.parseString(Files.readString(directory.resolve("report.json")))
                        .getAsJsonObject();
        var rows = new HashMap<String, JsonObject>();
        JsonObject scenario = report.getAsJsonArray("scenarios").get(0).getAsJsonObject();
        collect(rows, scenario.getAsJsonArray("rows"));
        JsonObject idle = report.getAsJsonArray("idle").get(0).getAsJsonObject();
        assertEquals(20, idle.get("connections").getAsInt());
        JsonObject first = idle.getAsJsonArray("rows").get(0).getAsJsonObject();
        assertEquals("", first.get("problem").getAsString());
        assertTrue(first.has("bytesPerConnection"));
        collect(rows, report.getAsJsonArray("absent"));
        return rows;
    }

    private static void collect(Map<String, JsonObject> rows, Iterable<JsonElement> elements) {
        for (JsonElement element : elements) {
            JsonObject row = element.getAsJsonObject();
            rows.put(row.get("name").getAsString(), row);
        }
    }
}
