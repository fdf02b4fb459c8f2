package weft.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.testkit.BackendDriver;
import weft.testkit.LeakCheck;
import weft.testkit.StreamRecorder;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a simulation adds to the contract: its clock, its seed, its deadlocks. */
@ExtendWith({LeakCheck.class, Seeds.class})
final class SimulationTest {
    /** Sends random amounts over three connections and returns every event with its time. */
    private static List<String> run(Simulation simulation) throws IOException {
        SimulatedNetwork network = simulation.newNetwork();
        List<String> log = new ArrayList<>();
        try (BackendDriver driver = new BackendDriver(network.newBackend())) {
            List<BackendDriver.Pair> pairs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                BackendDriver.Pair pair = driver.connect();
                String name = "connection " + i;
                pair.server().react(event -> log.add(network.nowNanos() + name + event));
                pair.client().react(event -> log.add(network.nowNanos() + name + event));
                pair.server().endpoint().startReceive();
                pairs.add(pair);
            }
            Random sizes = new Random(1);
            for (int i = 0; i < 60; i++) {
                pairs.get(i % 3).client().sendAll(new byte[1 + sizes.nextInt(50_000)]);
                driver.poll(0);
            }
            driver.pollFor(Duration.ofSeconds(1));
        }
        return log;
    }

    @Test
    void sameSeedIsTheSameRun() throws IOException {
        long seed = Seeds.current();
        List<String> first = run(Simulation.rough(seed));
        assertTrue(first.size() > 60, () -> "only " + first.size() + " events");
        assertEquals(first, run(Simulation.rough(seed)));
        assertNotEquals(first, run(Simulation.rough(seed + 1)));
    }

    @Test
    void idlePollJumpsToItsDeadline() throws IOException {
        try (SimulatedBackend backend =
                Simulation.calm(1).iterationNanos(0).newNetwork().newBackend()) {
            long start = System.nanoTime();
            assertEquals(0, backend.poll(Duration.ofDays(365).toNanos()));
            assertEquals(Duration.ofDays(365).toNanos(), backend.nanoTime());
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
        }
    }

    @Test
    void busyPollsMoveTheClock() throws IOException {
        try (SimulatedBackend backend =
                Simulation.calm(1).iterationNanos(7).newNetwork().newBackend()) {
            for (int i = 0; i < 3; i++) {
                backend.poll(0);
            }
            assertEquals(14, backend.nanoTime());
        }
    }

    @Test
    void deadlockFailsWhereAsked() {
        try (SimulatedBackend backend =
                Simulation.calm(4711).failOnDeadlock(true).newNetwork().newBackend()) {
            IllegalStateException failure =
                    assertThrows(IllegalStateException.class, () -> backend.poll(-1));
            assertTrue(failure.getMessage().contains("nothing can ever happen"));
            assertTrue(failure.getMessage().contains("4711"), failure.getMessage());
        }
    }

    @Test
    void pendingWakeupIsNoDeadlock() throws IOException {
        try (SimulatedBackend backend =
                Simulation.calm(1).failOnDeadlock(true).newNetwork().newBackend()) {
            backend.wakeup();
            assertEquals(0, backend.poll(-1));
        }
    }

    @Test
    void latencyTakesItsTime() throws IOException {
        SimulatedNetwork network =
                Simulation.calm(1).iterationNanos(0).latency(5_000, 5_000).newNetwork();
        try (BackendDriver driver = new BackendDriver(network.newBackend())) {
            BackendDriver.Pair pair = driver.connect();
            pair.server().endpoint().startReceive();
            long start = network.nowNanos();
            pair.client().sendAll("x");
            pair.server().pollUntilReceived(1);
            assertEquals(5_000, network.nowNanos() - start);
            driver.close(pair.client(), pair.server());
        }
        assertEquals(0, network.openDescriptors());
    }

    @Test
    void twoBackendsTalkInOneThread() throws IOException {
        SimulatedNetwork network = Simulation.calm(1).newNetwork();
        try (BackendDriver here = new BackendDriver(network.newBackend());
                BackendDriver there = new BackendDriver(network.newBackend())) {
            var listener = here.listen(4);
            listener.endpoint().startAccept(4);
            StreamRecorder client = there.open();
            client.endpoint().connect(listener.address());
            there.pollUntil("the connect", client::isConnected);
            here.pollUntil("a connection", () -> !listener.accepted().isEmpty());
            StreamRecorder server = here.record(listener.accepted().get(0));
            server.endpoint().startReceive();
            client.sendAll("over there");
            server.pollUntilReceived(10);
            assertEquals("over there", server.text());
            there.close(client);
            here.close(server, listener);
        }
        assertEquals(0, network.openDescriptors());
    }

    @Test
    void unreachableAddressNeverAnswers() throws IOException {
        SimulatedNetwork network = Simulation.calm(1).newNetwork();
        try (BackendDriver driver = new BackendDriver(network.newBackend())) {
            StreamRecorder client = driver.open();
            client.endpoint().connect(new java.net.InetSocketAddress("192.0.2.1", 80));
            driver.pollFor(Duration.ofHours(1));
            assertEquals(List.of(), client.events());
            client.closeStrictly();
            driver.pollUntil("the close", client::isClosed);
        }
    }

    @Test
    void wrongDescriptionsAreRefused() {
        Simulation simulation = Simulation.calm(1);
        assertThrows(IllegalArgumentException.class, () -> simulation.resets(1.5));
        assertThrows(IllegalArgumentException.class, () -> simulation.resets(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> simulation.latency(2, 1));
        assertThrows(IllegalArgumentException.class, () -> simulation.chunkBytes(0));
        assertThrows(IllegalArgumentException.class, () -> simulation.loops(0));
        assertThrows(IllegalArgumentException.class, () -> simulation.newNetwork().advance(-1));
    }

    @Test
    void releasedMemoryIsPoisoned() throws IOException {
        SimulatedNetwork network = Simulation.calm(1).newNetwork();
        try (BackendDriver driver = new BackendDriver(network.newBackend())) {
            BackendDriver.Pair pair = driver.connect();
            pair.server().holdChunks();
            pair.server().endpoint().startReceive();
            pair.client().sendAll("secret");
            pair.server().pollUntilReceived(6);
            var view = pair.server().held().get(0).buffer();
            assertEquals('s', view.get(0));
            pair.server().releaseHeld();
            assertEquals((byte) 0xDB, view.get(0));
            driver.close(pair.client(), pair.server());
        }
    }
}
