package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import weft.bench.load.LoadMain;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What both load generators must see, each run as the process that it is. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadGeneratorTest {
    private static final Cores UNPINNED = new Cores(-1, -1, "a test");
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Scenario SCENARIO = new Scenario(4, 1000, 3);

    /** The two implementations. */
    enum Language {
        C,
        JAVA
    }

    private Programs programs;
    private List<String> compiled = List.of();

    @BeforeAll
    void compile() throws IOException, InterruptedException {
        programs = new Programs();
        var compiler = Programs.find("cc");
        if (compiler.isPresent()) {
            compiled = List.of(programs.compileLoadGenerator(compiler.get()).toString());
        }
    }

    @AfterAll
    void delete() throws IOException {
        programs.close();
    }

    private List<String> program(Language language) {
        var program =
                new ArrayList<>(
                        language == Language.C
                                ? compiled
                                : Contenders.java(List.of(), LoadMain.class, List.of()));
        program.addAll(List.of("--patience", "1"));
        return program;
    }

    private LoadGenerator open(Language language, int port, Scenario scenario)
            throws IOException, InterruptedException {
        assumeTrue(language == Language.JAVA || !compiled.isEmpty(), "no C compiler");
        return LoadGenerator.open(
                program(language),
                new LoadGenerator.Target("127.0.0.1", port, ProcessHandle.current().pid()),
                scenario,
                UNPINNED);
    }

    @ParameterizedTest
    @EnumSource
    void anHonestServerHasNoErrors(Language language) throws Exception {
        try (var server = new FaultyServer(FaultyServer.Fault.NONE);
                var load = open(language, server.port(), SCENARIO)) {
            Slice first = load.run(SHORT, SHORT);
            assertEquals("", first.error());
            assertEquals(0, first.errors());
            assertTrue(first.requests() > 0, "nothing was answered");
            assertEquals(first.requests(), first.latency().getTotalCount());
            assertTrue(first.serverCpuNanos() > 0, "the server's CPU time is not told");
            assertTrue(first.elapsedNanos() >= SHORT.toNanos());

            Slice once = load.once();
            assertEquals(4, once.requests(), "one message on each connection");

            Slice held = load.hold(Duration.ofMillis(20));
            assertEquals(0, held.requests());
            assertEquals(0, held.errors());

            Slice second = load.run(Duration.ZERO, SHORT);
            assertEquals(0, second.errors(), "a second run goes on where the first ended");
            assertTrue(second.requests() > 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesLargerThanAnyBufferComeBackWhole(Language language) throws Exception {
        try (var server = new FaultyServer(FaultyServer.Fault.NONE);
                var load = open(language, server.port(), new Scenario(2, 1_000_003, 2))) {
            Slice slice = load.run(Duration.ZERO, SHORT);
            assertEquals("", slice.error());
            assertEquals(0, slice.errors());
            assertTrue(slice.requests() > 0, "nothing was answered");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "C, CORRUPT_BYTE, came back as",
        "JAVA, CORRUPT_BYTE, came back as",
        "C, SWAP_CONNECTIONS, came back as",
        "JAVA, SWAP_CONNECTIONS, came back as",
        "C, REPEAT, came back as|more bytes came back",
        "JAVA, REPEAT, came back as|more bytes came back",
        "C, CLOSE, closed by the server|reset|Broken pipe",
        "JAVA, CLOSE, closed by the server|reset|Broken pipe"
    })
    void aFaultIsReported(Language language, FaultyServer.Fault fault, String words)
            throws Exception {
        try (var server = new FaultyServer(fault);
                var load = open(language, server.port(), SCENARIO)) {
            Slice slice = load.run(Duration.ZERO, Duration.ofSeconds(2));
            assertTrue(slice.errors() > 0, "the fault was not seen");
            assertTrue(slice.error().matches("connection \\d: .*(" + words + ").*"), slice.error());
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneConnectionAfterAnotherEachHasOneMessage(Language language) throws Exception {
        try (var server = new FaultyServer(FaultyServer.Fault.NONE);
                var load = open(language, server.port(), Scenario.reconnecting(40_000))) {
            long requests = 0;
            // On a busy machine one slice may be too short for a second connection.
            for (int i = 0; i < 20 && requests <= 1; i++) {
                Slice slice = load.run(Duration.ZERO, SHORT);
                assertEquals("", slice.error());
                requests += slice.requests();
            }
            assertTrue(requests > 1, "one connection only");
            assertTrue(server.accepted() >= requests, "connections were used again");
        }
        try (var server = new FaultyServer(FaultyServer.Fault.CORRUPT_BYTE);
                var load = open(language, server.port(), Scenario.reconnecting(150_000))) {
            Slice slice = load.run(Duration.ZERO, SHORT);
            assertTrue(slice.error().endsWith("a wrong byte came back"), slice.error());
        }
    }

    @ParameterizedTest
    @EnumSource
    void blockingClientsWorkSideBySide(Language language) throws Exception {
        try (var server = new FaultyServer(FaultyServer.Fault.NONE);
                var load = open(language, server.port(), Scenario.blocking(3, 40_000))) {
            for (int i = 0; i < 2; i++) {
                Slice slice = load.run(Duration.ofMillis(20), SHORT);
                assertEquals("", slice.error());
                assertTrue(slice.requests() > 3, "too few: " + slice.requests());
                assertEquals(slice.requests(), slice.latency().getTotalCount());
                assertTrue(slice.clientCpuNanos() > 0, "the clients' CPU time is not told");
            }
            assertEquals(3, server.accepted());
        }
        try (var server = new FaultyServer(FaultyServer.Fault.CORRUPT_BYTE);
                var load = open(language, server.port(), Scenario.blocking(3, 150_000))) {
            Slice slice = load.run(Duration.ZERO, Duration.ofSeconds(2));
            assertTrue(slice.error().endsWith("a wrong byte came back"), slice.error());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyBlockingClientCountsItsMessages(Language language) throws Exception {
        try (var server = new FaultyServer(FaultyServer.Fault.NONE);
                var load = open(language, server.port(), Scenario.blocking(3, 1000))) {
            for (int messages : List.of(200, 1)) {
                Slice slice = load.count(Duration.ofMillis(20), messages);
                assertEquals("", slice.error());
                assertEquals(3L * messages, slice.requests());
                assertEquals(3L * messages, slice.latency().getTotalCount());
                // How long is up to the machine: the process that takes the time may wake late.
                assertTrue(slice.elapsedNanos() > 0, "the time is not told");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void idleConnectionsAreOpenAndNeverUsed(Language language) throws Exception {
        try (var server = new FaultyServer(FaultyServer.Fault.NONE);
                var load = open(language, server.port(), new Scenario(2, 64, 1).besideIdle(30))) {
            assertEquals(2, load.once().requests());
            Slice slice = load.run(Duration.ZERO, SHORT);
            assertEquals("", slice.error());
            assertTrue(slice.requests() > 0, "nothing was answered");
            assertEquals(32, server.accepted());
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesAreSentWhenTheyAreDue(Language language) throws Exception {
        int rate = 1000;
        try (var server = new FaultyServer(FaultyServer.Fault.NONE);
                var load = open(language, server.port(), Scenario.paced(5, 64, rate))) {
            Slice slice = load.run(SHORT, Duration.ofMillis(500));
            assertEquals("", slice.error());
            // As many as became due, but for those that were late at either end.
            double due = slice.elapsedNanos() * 1e-9 * rate;
            assertTrue(
                    slice.requests() > due / 2 && slice.requests() < due * 2,
                    slice.requests() + " came back of " + due);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatFallsBehindIsChargedForWhatShouldHaveBeenSent(Language language)
            throws Exception {
        // Far more than any server here answers: the last ones are late by nearly all of the run.
        try (var server = new FaultyServer(FaultyServer.Fault.NONE);
                var load = open(language, server.port(), Scenario.paced(2, 64, 50_000_000))) {
            Slice slice = load.run(Duration.ZERO, Duration.ofMillis(400));
            assertEquals("", slice.error());
            long longest = slice.latency().getMaxValue();
            assertTrue(longest > 200_000_000, "counted from the sending only: " + longest);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsGoneIsRefusedAtOnce(Language language) throws Exception {
        int port;
        try (var unused = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = unused.getLocalPort();
        }
        var failure = assertThrows(IOException.class, () -> open(language, port, SCENARIO));
        assertTrue(failure.getMessage().contains("connect"), failure.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatNeverAnswersEndsTheRun(Language language) throws Exception {
        try (var silent = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"));
                var load = open(language, silent.getLocalPort(), SCENARIO)) {
            Slice slice = load.run(Duration.ZERO, SHORT);
            assertTrue(slice.error().startsWith("stalled"), slice.error());
            assertEquals(0, slice.requests());
        }
    }
}
