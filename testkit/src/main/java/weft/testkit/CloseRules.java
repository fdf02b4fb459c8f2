package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.spi.Backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Rules of closing: asynchronous, idempotent, silent but for one last event. */
interface CloseRules extends BackendFixture {
    /** Closes an endpoint and waits; the recorder reports any event in between. */
    private void closeAndCheck(EventRecorder end) throws IOException {
        int before = end.events().size();
        end.closeStrictly();
        assertFalse(end.isClosed(), "onClosed came from inside close()");
        driver().pollUntil("the close", end::isClosed);
        end.endpoint().close();
        settle();
        assertEquals(before + 1, end.events().size(), () -> "events of " + end);
        assertNull(end.endpoint().localAddress(), "a closed endpoint has no address");
    }

    /** An endpoint that was only opened closes with one event. */
    @Test
    default void closesUnused() throws IOException {
        StreamRecorder stream = driver().open();
        stream.endpoint().close();
        stream.endpoint().close();
        closeAndCheck(stream);
    }

    /** Closing an endpoint that nobody attached to leaves nothing behind. */
    @Test
    default void closesUnattached() throws IOException {
        backend().openStream(java.net.StandardProtocolFamily.INET).close();
        backend().openListener(java.net.StandardProtocolFamily.INET).close();
        settle();
    }

    /** Closing while receiving, with bytes just arriving, delivers none of them. */
    @Test
    default void closesWhileReceiving() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.server().endpoint().startReceive();
        driver().poll(0);
        pair.client().sendAll("too late");
        closeAndCheck(pair.server());
        driver().close(pair.client());
    }

    /** Closing gives memory lent to a one-shot receive back, unwritten from then on. */
    @Test
    default void closesWithReceivePending() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        ByteBuffer target = ByteBuffer.allocateDirect(8);
        assertEquals(Backend.PENDING, pair.server().endpoint().receive(target));
        driver().poll(0);
        closeAndCheck(pair.server());
        driver().close(pair.client());
        settle();
        assertEquals(0, target.get(0));
    }

    /** Closing with a send pending ends it. */
    @Test
    default void closesWithSendPending() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        sendUntilStuck(pair.client());
        closeAndCheck(pair.client());
        driver().close(pair.server());
    }

    /** Closing with both directions busy ends both. */
    @Test
    default void closesWithBothDirectionsBusy() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.client().endpoint().startReceive();
        sendUntilStuck(pair.client());
        closeAndCheck(pair.client());
        driver().close(pair.server());
    }

    /** Closing ends a connect that would wait for a long time. */
    @Test
    default void closesWhileConnecting() throws IOException {
        ListenerRecorder listener = driver().listen(1);
        List<StreamRecorder> clients = new ArrayList<>();
        StreamRecorder waiting = null;
        for (int i = 0; i < 10 && waiting == null; i++) {
            StreamRecorder client = driver().open();
            clients.add(client);
            client.endpoint().connect(listener.address());
            settle();
            if (!client.isConnected()) {
                waiting = client;
            }
        }
        assertTrue(waiting != null, "a backlog of 1 let ten connections in");
        closeAndCheck(waiting);
        clients.remove(waiting);
        driver().close(clients.toArray(EventRecorder[]::new));
        driver().close(listener);
    }

    /** Closing right after connect was called, before any poll. */
    @Test
    default void closesBeforeConnectIsSubmitted() throws IOException {
        ListenerRecorder listener = driver().listen(4);
        StreamRecorder client = driver().open();
        client.endpoint().connect(listener.address());
        closeAndCheck(client);
        driver().close(listener);
    }

    /** Closing a listener that accepts ends accepting. */
    @Test
    default void closesWhileAccepting() throws IOException {
        ListenerRecorder listener = driver().listen(4);
        listener.endpoint().startAccept(4);
        driver().poll(0);
        StreamRecorder client = driver().open();
        client.endpoint().connect(listener.address());
        closeAndCheck(listener);
        driver().close(client);
    }

    /** Closing from inside an event of the same endpoint, and of another one, is fine. */
    @Test
    default void closesInsideEvents() throws IOException {
        BackendDriver.Pair first = driver().connect();
        BackendDriver.Pair second = driver().connect();
        first.server()
                .react(
                        event -> {
                            if (event.startsWith("received")) {
                                second.server().closeStrictly();
                                first.server().closeStrictly();
                            }
                        });
        first.server().endpoint().startReceive();
        second.server().endpoint().startReceive();
        second.client().sendAll("x");
        first.client().sendAll("x");
        driver().pollUntil(
                        "both closes",
                        () -> first.server().isClosed() && second.server().isClosed());
        driver().close(first.client(), second.client());
    }

    /** What the receiver of onClosed opens is not disturbed by the endpoint that went. */
    @Test
    default void opensInsideOnClosed() throws IOException {
        ListenerRecorder listener = driver().listen(8);
        BackendDriver.Pair pair = driver().connect(listener);
        List<StreamRecorder> opened = new ArrayList<>();
        pair.client()
                .react(
                        event -> {
                            try {
                                StreamRecorder next = driver().open();
                                opened.add(next);
                                next.endpoint().connect(listener.address());
                            } catch (IOException e) {
                                throw new AssertionError("opening inside onClosed", e);
                            }
                        });
        pair.client().closeStrictly();
        driver().pollUntil(
                        "the next connection",
                        () -> !opened.isEmpty() && opened.get(0).isConnected());
        driver().close(opened.get(0), pair.server(), listener);
    }

    /** A descriptor that is reused never carries another connection's bytes. */
    @Test
    default void reusedDescriptorsDoNotMixBytes() throws IOException {
        ListenerRecorder listener = driver().listen(64);
        for (int round = 0; round < 100; round++) {
            BackendDriver.Pair old = driver().connect(listener);
            old.server().endpoint().startReceive();
            old.client().endpoint().startReceive();
            old.client().sendAll(new byte[] {1, 1, 1, 1});
            old.server().closeStrictly();
            old.client().closeStrictly();
            BackendDriver.Pair fresh = driver().connect(listener);
            fresh.server().endpoint().startReceive();
            fresh.client().sendAll(new byte[] {2, 2});
            fresh.server().pollUntilReceived(2);
            assertArrayEquals(new byte[] {2, 2}, fresh.server().received(), "round " + round);
            driver().close(fresh.client(), fresh.server());
            driver().pollUntil(
                            "both closes",
                            () -> old.server().isClosed() && old.client().isClosed());
        }
        driver().close(listener);
    }

    /** The backend closes with everything in flight, without another event. */
    @Test
    default void backendClosesWithEverythingInFlight() throws IOException {
        ListenerRecorder listener = driver().listen(8);
        BackendDriver.Pair receiving = driver().connect(listener);
        BackendDriver.Pair sending = driver().connect(listener);
        listener.endpoint().startAccept(4);
        receiving.server().endpoint().startReceive();
        ByteBuffer target = ByteBuffer.allocateDirect(16);
        assertNotEquals(0, receiving.client().endpoint().receive(target));
        sendUntilStuck(sending.client());
        driver().open().endpoint().connect(listener.address());
        int events = sending.client().events().size() + receiving.server().events().size();
        backend().close();
        backend().close();
        backend().wakeup();
        assertEquals(events, sending.client().events().size() + receiving.server().events().size());
    }
}
