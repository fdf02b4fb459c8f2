package weft.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.testkit.BackendDriver;
import weft.testkit.LeakCheck;
import weft.testkit.ListenerRecorder;
import weft.testkit.StreamRecorder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Several loops on one network, each in its own thread, take turns. */
@ExtendWith({LeakCheck.class, Seeds.class})
final class SeveralLoopsTest {
    private static final int ROUNDS = 20;

    /** Plays ping-pong between two threads and returns the server's events with their times. */
    private static List<String> pingPong(long seed) throws Exception {
        SimulatedNetwork network = Simulation.rough(seed).loops(2).newNetwork();
        SimulatedBackend serverBackend = network.newBackend();
        SimulatedBackend clientBackend = network.newBackend();
        List<String> log = new ArrayList<>();
        CompletableFuture<Void> failure = new CompletableFuture<>();
        Thread client =
                new Thread(
                        () -> {
                            try (BackendDriver driver = new BackendDriver(clientBackend)) {
                                ping(driver);
                                failure.complete(null);
                            } catch (IOException | AssertionError e) {
                                failure.completeExceptionally(e);
                            }
                        },
                        "client loop");
        client.start();
        try (BackendDriver driver = new BackendDriver(serverBackend)) {
            driver.poll(0);
            ListenerRecorder listener = driver.listen(BackendDriver.loopback(4_000), 4);
            listener.endpoint().startAccept(1);
            driver.pollUntil("a connection", () -> !listener.accepted().isEmpty());
            StreamRecorder server = driver.record(listener.accepted().get(0));
            server.react(event -> log.add(network.nowNanos() + event));
            server.endpoint().startReceive();
            for (int i = 1; i <= ROUNDS; i++) {
                server.pollUntilReceived(i);
                server.sendAll("x");
            }
            driver.pollUntil("the end", server::isEnded);
            driver.close(server, listener);
        }
        client.join();
        failure.get();
        assertEquals(0, network.openDescriptors());
        return log;
    }

    private static void ping(BackendDriver driver) throws IOException {
        driver.poll(1_000_000); // a millisecond of virtual time: the server listens by then
        StreamRecorder client = driver.open();
        client.endpoint().connect(BackendDriver.loopback(4_000));
        driver.pollUntil("the connect", client::isConnected);
        client.endpoint().startReceive();
        for (int i = 1; i <= ROUNDS; i++) {
            client.sendAll("x");
            client.pollUntilReceived(i);
        }
        driver.close(client);
    }

    @Test
    void runIsRepeatable() throws Exception {
        long seed = Seeds.current();
        List<String> first = pingPong(seed);
        assertTrue(first.size() > ROUNDS, () -> "events: " + first);
        for (int i = 0; i < 20; i++) {
            assertEquals(first, pingPong(seed));
        }
    }
}
