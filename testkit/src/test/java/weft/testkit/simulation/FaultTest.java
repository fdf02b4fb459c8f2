package weft.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import weft.spi.Backend;
import weft.spi.Operation;
import weft.spi.ResourceShortageException;
import weft.testkit.BackendDriver;
import weft.testkit.DatagramRecorder;
import weft.testkit.ListenerRecorder;
import weft.testkit.StreamRecorder;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Every fault that can be planned strikes where and when it was planned. */
final class FaultTest {
    private final IOException planned = new IOException("planned");
    private SimulatedNetwork network = Simulation.calm(1).newNetwork();
    private BackendDriver driver = new BackendDriver(network.newBackend());

    @AfterEach
    void nothingIsLeft() {
        driver.close();
        assertEquals(0, network.openDescriptors());
    }

    private void simulate(Simulation simulation) {
        driver.close();
        network = simulation.newNetwork();
        driver = new BackendDriver(network.newBackend());
    }

    private static ByteBuffer[] oneByte() {
        return new ByteBuffer[] {ByteBuffer.allocate(1)};
    }

    @Test
    void thirdSendOfOneConnectionFailsAtOnce() throws IOException {
        BackendDriver.Pair pair = driver.connect();
        BackendDriver.Pair other = driver.connect();
        network.inject(
                Fault.of(Operation.SEND, () -> planned)
                        .nth(3)
                        .on(endpoint -> endpoint == pair.client().endpoint())
                        .atOnce());
        for (int i = 0; i < 4; i++) {
            other.client().sendAll("x");
        }
        pair.client().sendAll("1");
        pair.client().sendAll("2");
        assertSame(
                planned,
                assertThrows(IOException.class, () -> pair.client().endpoint().send(oneByte(), 1)));
        pair.client().sendAll("4");
        pair.server().endpoint().startReceive();
        pair.server().pollUntilReceived(3);
        assertEquals("124", pair.server().text());
    }

    @Test
    void sendFailsLater() throws IOException {
        BackendDriver.Pair pair = driver.connect();
        network.inject(Fault.of(Operation.SEND, () -> planned));
        assertEquals(Backend.PENDING, pair.client().endpoint().send(oneByte(), 1));
        driver.pollUntil("the failure", () -> pair.client().failures() == 1);
        assertSame(planned, pair.client().failure());
        assertEquals(Operation.SEND, pair.client().failedOperation());
    }

    @Test
    void receiveFailsAndEnds() throws IOException {
        BackendDriver.Pair pair = driver.connect();
        network.inject(Fault.of(Operation.RECEIVE, () -> planned));
        pair.server().endpoint().startReceive();
        pair.client().sendAll("x");
        driver.pollUntil("the failure", () -> pair.server().failures() == 1);
        assertEquals(Operation.RECEIVE, pair.server().failedOperation());
        pair.server().endpoint().startReceive();
        pair.server().pollUntilReceived(1);
        assertEquals("x", pair.server().text());
    }

    @Test
    void connectAndShutdownFail() throws IOException {
        ListenerRecorder listener = driver.listen(4);
        network.inject(Fault.of(Operation.CONNECT, () -> planned));
        StreamRecorder client = driver.open();
        client.endpoint().connect(listener.address());
        driver.pollUntil("the failure", () -> client.failures() == 1);
        assertSame(planned, client.failure());
        BackendDriver.Pair pair = driver.connect(listener);
        network.inject(Fault.of(Operation.SHUTDOWN, () -> planned));
        pair.client().endpoint().shutdownOutput();
        driver.pollUntil("the failure", () -> pair.client().failures() == 1);
        assertEquals(Operation.SHUTDOWN, pair.client().failedOperation());
        network.inject(Fault.of(Operation.SHUTDOWN, () -> planned).atOnce());
        assertThrows(IOException.class, () -> pair.client().endpoint().shutdownOutput());
    }

    @Test
    void acceptFailsUntilItIsStartedAgain() throws IOException {
        ListenerRecorder listener = driver.listen(4);
        network.inject(Fault.of(Operation.ACCEPT, () -> planned).times(2));
        listener.endpoint().startAccept(4);
        StreamRecorder client = driver.open();
        client.endpoint().connect(listener.address());
        driver.pollUntil("the failure", () -> listener.failures() == 1);
        driver.poll(1_000_000);
        assertEquals(1, listener.failures(), "accepting goes on after a failure");
        listener.endpoint().startAccept(4);
        driver.pollUntil("the second failure", () -> listener.failures() == 2);
        listener.endpoint().startAccept(4);
        driver.pollUntil("the connection", () -> listener.accepted().size() == 1);
        listener.accepted().get(0).close();
    }

    @Test
    void descriptorsRunOut() throws IOException {
        simulate(Simulation.calm(1).descriptorLimit(3));
        ListenerRecorder listener = driver.listen(4);
        listener.endpoint().startAccept(4);
        StreamRecorder one = driver.open();
        StreamRecorder two = driver.open();
        assertThrows(ResourceShortageException.class, () -> driver.open());
        one.endpoint().connect(listener.address());
        driver.pollUntil("the failure", () -> listener.failures() == 1);
        assertInstanceOf(ResourceShortageException.class, listener.failure());
        assertEquals(Operation.ACCEPT, listener.failedOperation());
        assertTrue(String.valueOf(listener.failure()).contains("Too many open files"));
        driver.close(two);
        listener.endpoint().startAccept(4);
        driver.pollUntil("the connection", () -> listener.accepted().size() == 1);
        listener.accepted().get(0).close();
    }

    @Test
    void refusalsAndResetsHappenByChance() throws IOException {
        simulate(Simulation.calm(1).refusals(1));
        ListenerRecorder listener = driver.listen(4);
        StreamRecorder client = driver.open();
        client.endpoint().connect(listener.address());
        driver.pollUntil("the refusal", () -> client.failures() == 1);
        assertInstanceOf(ConnectException.class, client.failure());
        simulate(Simulation.calm(1).resets(1));
        BackendDriver.Pair pair = driver.connect();
        pair.server().endpoint().startReceive();
        assertThrows(IOException.class, () -> pair.client().endpoint().send(oneByte(), 1));
        driver.pollUntil("the reset", () -> pair.server().failures() == 1);
    }

    @Test
    void datagramsAreLostAndOvertake() throws IOException {
        simulate(Simulation.calm(5).datagramLoss(0.3).datagramReordering(0.3));
        DatagramRecorder from =
                new DatagramRecorder(
                        driver, driver.backend().openDatagram(StandardProtocolFamily.INET));
        DatagramRecorder to =
                new DatagramRecorder(
                        driver, driver.backend().openDatagram(StandardProtocolFamily.INET));
        to.endpoint().bind(BackendDriver.loopback(0));
        to.endpoint().startReceive();
        from.endpoint().connect(to.endpoint().localAddress());
        List<String> sent = new ArrayList<>();
        for (int i = 100; i < 200; i++) {
            sent.add("" + i);
            ByteBuffer[] payload = {ByteBuffer.wrap(("" + i).getBytes(US_ASCII))};
            assertEquals(1, from.endpoint().send(payload, new java.net.SocketAddress[1], 1));
        }
        for (int i = 0; i < 20; i++) {
            driver.poll(1_000);
        }
        int arrived = to.texts().size();
        assertTrue(arrived > 40 && arrived < 95, () -> arrived + " of 100 arrived");
        assertTrue(sent.containsAll(to.texts()));
        List<String> sorted = to.texts().stream().sorted().toList();
        assertTrue(!sorted.equals(to.texts()), "all in order");
    }
}
