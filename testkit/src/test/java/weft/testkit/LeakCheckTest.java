package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.ProviderEventLoopPolicy;
import weft.PullProtocol;
import weft.Server;
import weft.spi.Chunk;
import weft.testkit.simulation.SimulatedEventLoopProvider;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The check of leaks finds what is left, and nothing else. */
final class LeakCheckTest {
    private final LeakCheck check = new LeakCheck(Duration.ofMillis(1));
    private final List<Chunk> kept = new ArrayList<>();

    /** A receiver that keeps its only chunk is found, though its loop is closed, and named. */
    @Test
    void chunksNobodyReleasedAreFound() throws Exception {
        check.beforeEach(null);
        receive(kept);
        AssertionError found = assertThrows(AssertionError.class, () -> check.afterEach(null));
        assertEquals(
                "left behind by the test: [1 chunks that were received and never released]",
                found.getMessage());
    }

    /** Of two references one is not enough. */
    @Test
    void everyReferenceCounts() throws Exception {
        check.beforeEach(null);
        receive(kept);
        kept.get(0).retain();
        kept.get(0).release();
        assertThrows(AssertionError.class, () -> check.afterEach(null));
        kept.get(0).release();
        check.afterEach(null);
    }

    /** What one test left does not fail the next one. */
    @Test
    void everyTestStartsOver() throws Exception {
        check.beforeEach(null);
        receive(kept);
        check.beforeEach(null);
        check.afterEach(null);
    }

    /** Counters of the user's are asked as well. */
    @Test
    void countersAreAsked() throws Exception {
        AtomicLong things = new AtomicLong(3);
        check.watching("things", things::get);
        check.beforeEach(null);
        AssertionError found = assertThrows(AssertionError.class, () -> check.afterEach(null));
        assertTrue(found.getMessage().contains("3 things"), found.getMessage());
        things.set(0);
        check.afterEach(null);
    }

    /** Receives a message and releases nothing. */
    private static void receive(List<Chunk> received) {
        try (AbstractEventLoop loop =
                ProviderEventLoopPolicy.newEventLoop(
                        LentChunks.counting(new SimulatedEventLoopProvider()))) {
            loop.runUntilComplete(
                    () -> {
                        Server server =
                                loop.createServer(
                                        () -> new PullProtocol(c -> received.add(c.receive())),
                                        "127.0.0.1",
                                        0);
                        RecordingProtocol client = new RecordingProtocol();
                        loop.createConnection(
                                () -> client, "127.0.0.1", TransportRules.portOf(server));
                        client.transport().write(ByteBuffer.wrap("kept".getBytes(US_ASCII)));
                        while (received.isEmpty()) {
                            Asyncio.sleep(Duration.ofMillis(1));
                        }
                        client.transport().close();
                        server.close();
                        server.waitClosed();
                        return null;
                    });
        }
    }
}
