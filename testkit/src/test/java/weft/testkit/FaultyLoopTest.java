package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.ExceptionContext;
import weft.ProviderEventLoopPolicy;
import weft.Server;
import weft.VoidCoroutine;
import weft.spi.Operation;
import weft.spi.ResourceShortageException;
import weft.testkit.simulation.Fault;
import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.SimulatedEventLoopProvider;
import weft.testkit.simulation.SimulatedNetwork;
import weft.testkit.simulation.Simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The engine where operations fail: what only a simulation can do on demand. */
@ExtendWith({LeakCheck.class, Seeds.class})
final class FaultyLoopTest {
    private static final String HOST = "127.0.0.1";

    private final List<ExceptionContext> reports = new ArrayList<>();
    private final IOException planned = new IOException("planned");
    private final IOException shortage = new ResourceShortageException("accept: none left");
    private SimulatedNetwork network = Simulation.calm(1).newNetwork();

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, network.openDescriptors(), "simulated descriptors left open");
    }

    private void run(VoidCoroutine main) {
        try (AbstractEventLoop loop =
                ProviderEventLoopPolicy.newEventLoop(
                        LentChunks.counting(new SimulatedEventLoopProvider(network)))) {
            loop.setExceptionHandler((where, context) -> reports.add(context));
            loop.runUntilComplete(main.toCoroutine());
        }
    }

    private static AbstractEventLoop loop() {
        return Asyncio.getRunningLoop();
    }

    private static void waitFor(Duration duration) {
        Asyncio.sleep(duration);
    }

    /** Out of descriptors: one report, a second of rest, and then the waiting client is served. */
    @Test
    void acceptFailureRestsForASecond() {
        network.inject(Fault.of(Operation.ACCEPT, () -> shortage).times(2));
        List<RecordingProtocol> accepted = new ArrayList<>();
        run(
                () -> {
                    Server server =
                            loop().createServer(RecordingProtocol.addingTo(accepted), HOST, 0);
                    RecordingProtocol client = new RecordingProtocol();
                    loop().createConnection(() -> client, HOST, TransportRules.portOf(server));
                    waitFor(Duration.ofMillis(900));
                    assertEquals(1, reports.size(), () -> "reports: " + reports);
                    waitFor(Duration.ofSeconds(1));
                    assertEquals(2, reports.size(), () -> "reports: " + reports);
                    assertEquals(0, accepted.size());
                    waitFor(Duration.ofMillis(300));
                    assertEquals(1, accepted.size());
                    client.transport().close();
                    server.close();
                    server.waitClosed();
                    waitFor(Duration.ofMillis(1));
                    assertTrue(client.lost);
                });
        assertEquals(2, reports.size());
        assertSame(shortage, reports.get(0).exception());
    }

    /** A server closed while it rests from an accept failure stays closed. */
    @Test
    void closeDuringTheRest() {
        network.inject(Fault.of(Operation.ACCEPT, () -> shortage));
        run(
                () -> {
                    Server server = loop().createServer(RecordingProtocol::new, HOST, 0);
                    RecordingProtocol client = new RecordingProtocol();
                    loop().createConnection(() -> client, HOST, TransportRules.portOf(server));
                    waitFor(Duration.ofMillis(500));
                    assertEquals(1, reports.size());
                    server.close();
                    server.waitClosed();
                    waitFor(Duration.ofSeconds(3));
                    assertTrue(client.lost);
                });
    }

    /** A send that fails, at once or later, ends the connection with its cause, once. */
    @Test
    void failingSendEndsTheConnection() {
        for (boolean atOnce : new boolean[] {false, true}) {
            run(
                    () -> {
                        RecordingProtocol peer = new RecordingProtocol();
                        Server server = loop().createServer(() -> peer, HOST, 0);
                        RecordingProtocol client = new RecordingProtocol();
                        loop().createConnection(() -> client, HOST, TransportRules.portOf(server));
                        Fault fault = Fault.of(Operation.SEND, () -> planned);
                        network.inject(atOnce ? fault.atOnce() : fault);
                        client.call(() -> client.transport().write("x".getBytes(US_ASCII)));
                        waitFor(Duration.ofMillis(1));
                        assertTrue(client.lost && peer.lost);
                        assertSame(planned, client.cause);
                        assertEquals(List.of("made", "lost"), client.log);
                        assertEquals(List.of(), client.violations);
                        server.close();
                        server.waitClosed();
                    });
        }
    }

    /** A receive that fails ends the connection with its cause. */
    @Test
    void failingReceiveEndsTheConnection() {
        run(
                () -> {
                    RecordingProtocol peer = new RecordingProtocol();
                    Server server = loop().createServer(() -> peer, HOST, 0);
                    RecordingProtocol client = new RecordingProtocol();
                    loop().createConnection(() -> client, HOST, TransportRules.portOf(server));
                    network.inject(Fault.of(Operation.RECEIVE, () -> planned));
                    client.transport().write("x".getBytes(US_ASCII));
                    waitFor(Duration.ofMillis(1));
                    assertTrue(client.lost && peer.lost);
                    assertSame(planned, peer.cause);
                    server.close();
                    server.waitClosed();
                });
    }

    /** Echo over connections that reset at random: whatever breaks, all ends in order. */
    @Test
    void randomResetsEndInOrder() {
        randomResets(Seeds.current());
    }

    /** The same with many seeds. */
    @Test
    @Tag("slow")
    void randomResetsEndInOrderWithManySeeds() {
        for (long seed = 0; seed < 300; seed++) {
            randomResets(seed);
        }
    }

    private void randomResets(long seed) {
        network = Simulation.rough(seed).resets(0.05).newNetwork();
        List<RecordingProtocol> all = new ArrayList<>();
        run(
                () -> {
                    Server server = loop().createServer(() -> recorded(all, new Echo()), HOST, 0);
                    int port = TransportRules.portOf(server);
                    for (int i = 0; i < 10; i++) {
                        RecordingProtocol client = new RecordingProtocol();
                        loop().createConnection(() -> recorded(all, client), HOST, port);
                        for (int j = 0; j < 10 && !client.lost; j++) {
                            client.transport().write(new byte[10_000]);
                            waitFor(Duration.ofNanos(50_000));
                        }
                        client.transport().close();
                    }
                    waitFor(Duration.ofSeconds(1));
                    server.close();
                    server.closeClients();
                    server.waitClosed();
                    waitFor(Duration.ofSeconds(1));
                });
        for (RecordingProtocol each : all) {
            assertEquals(List.of(), each.violations, () -> "seed " + seed + ": " + each.log);
            assertTrue(each.lost, () -> "seed " + seed + ": " + each.log);
            if (each.cause != null) {
                assertInstanceOf(IOException.class, each.cause);
            }
        }
        assertTrue(all.size() >= 10);
        assertEquals(List.of(), reports, "seed " + seed);
    }

    private static RecordingProtocol recorded(
            List<RecordingProtocol> all, RecordingProtocol protocol) {
        all.add(protocol);
        return protocol;
    }

    private static final class Echo extends RecordingProtocol {
        @Override
        public void dataReceived(ByteBuffer data) {
            super.dataReceived(data.duplicate());
            transport().write(data);
        }
    }
}
