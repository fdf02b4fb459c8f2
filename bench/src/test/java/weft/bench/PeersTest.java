package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class PeersTest {
    private static final Cores UNPINNED = new Cores(-1, -1, "a test");

    /** Set where everything was installed first, so that nothing is passed over in silence. */
    private static final boolean REQUIRED =
            Boolean.parseBoolean(System.getenv("WEFT_REQUIRE_PEERS"))
                    || Boolean.getBoolean("weft.requirePeers");

    private static final List<Scenario> ALL =
            List.of(new Scenario(3, 1_000_003, 2), new Scenario(100, 64, 4));

    private Programs programs;

    @BeforeEach
    void make() throws IOException {
        programs = new Programs();
    }

    @AfterEach
    void delete() throws IOException {
        programs.close();
    }

    @Test
    void aPeerThatCannotBeMadeIsAbsentWithTheReason() throws InterruptedException {
        var peers = new Peers(programs, Optional.empty());
        Contender libuv = peers.pick("libuv").getFirst();
        assertEquals("no C compiler", libuv.absent());
        var failing = new Peers(programs, Optional.of(Path.of("/no/such/compiler")));
        assertTrue(failing.pick("liburing").getFirst().absent().contains("/no/such/compiler"));
        assertTrue(peers.pick("none").isEmpty());
    }

    @Test
    void aPeerThatNobodyKnowsIsRefusedBeforeAnyIsMade() {
        var peers = new Peers(programs, Optional.empty());
        var failure = assertThrows(IllegalArgumentException.class, () -> peers.pick("go,nobody"));
        assertTrue(failure.getMessage().contains("unknown peer: nobody"), failure.getMessage());
    }

    /** What is installed has to echo every byte, also messages larger than any buffer. */
    @Tag("long")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "netty-nio",
                "netty-epoll",
                "netty-io_uring",
                "netty-io_uring-ring",
                "netty-incubator",
                "vertx",
                "jdk-async",
                "jdk-virtual",
                "jdk-platform",
                "asyncio",
                "asyncio-streams",
                "uvloop",
                "uvloop-streams",
                "gevent",
                "tornado",
                "twisted",
                "node",
                "go",
                "libuv",
                "liburing"
            })
    void whatIsInstalledEchoes(String name) throws Exception {
        Optional<Path> compiler = Programs.find("cc");
        requireOrAnnounce(name, compiler.isPresent() ? "" : "no C compiler");
        Contender peer = new Peers(programs, compiler).pick(name).getFirst();
        requireOrAnnounce(name, peer.absent());
        List<String> generator =
                List.of(programs.compileLoadGenerator(compiler.orElseThrow()).toString());
        try (EchoServer server = EchoServer.start(peer, UNPINNED)) {
            server.awaitListening();
            for (Scenario scenario : ALL) {
                try (var load =
                        LoadGenerator.open(generator, server.target(), scenario, UNPINNED)) {
                    Slice first = load.once();
                    assertEquals("", first.error());
                    assertEquals(scenario.connections(), first.requests());
                    assertEquals("", load.run(Duration.ZERO, Duration.ofMillis(100)).error());
                }
            }
            assertTrue(server.isAlive(), "died" + server.lastWords());
        }
    }

    /**
     * Ends the test where a peer is absent: failed where all have to be there, skipped elsewhere.
     */
    private static void requireOrAnnounce(String name, String reason) {
        if (reason.isEmpty()) {
            return;
        }
        assertFalse(REQUIRED, name + " is absent: " + reason + "; run bench/install-peers");
        System.out.println("not tested, absent: " + name + ": " + reason);
        assumeTrue(false, reason);
    }
}
