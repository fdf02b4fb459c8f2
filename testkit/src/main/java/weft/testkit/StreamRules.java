package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;

import weft.spi.Backend;
import weft.spi.Operation;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.List;

/** Rules of connecting, sending and ending. */
interface StreamRules extends BackendFixture {
    /** Submitting calls no event method; the outcome of a connect arrives in a poll. */
    @Test
    default void submittingDeliversNothing() throws IOException {
        ListenerRecorder listener = driver().listen(8);
        listener.endpoint().startAccept(8);
        StreamRecorder client = driver().open();
        client.endpoint().connect(listener.address());
        assertEquals(List.of(), client.events(), "events before the first poll");
        driver().pollUntil("a connection", () -> !listener.accepted().isEmpty());
        driver().pollUntil("the connect", client::isConnected);
        StreamRecorder server = driver().record(listener.accepted().get(0));
        int events = server.events().size() + client.events().size();
        server.endpoint().startReceive();
        client.endpoint().send(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {1})}, 1);
        server.endpoint().shutdownOutput();
        server.closeStrictly();
        client.closeStrictly();
        assertEquals(events, server.events().size() + client.events().size());
        driver().close(client, server, listener);
    }

    /** Both ends know both addresses, and keep the peer's after the connection has ended. */
    @Test
    default void endsKnowTheirAddresses() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        assertNotNull(pair.client().endpoint().localAddress());
        assertEquals(
                pair.client().endpoint().localAddress(), pair.server().endpoint().remoteAddress());
        assertEquals(
                pair.server().endpoint().localAddress(), pair.client().endpoint().remoteAddress());
        pair.client().endpoint().setOption(StandardSocketOptions.SO_LINGER, 0);
        driver().close(pair.client());
        assertTrue(pair.server().endpoint().remoteAddress() instanceof InetSocketAddress);
        driver().close(pair.server());
    }

    /** Bytes arrive complete and in order, in both directions at once. */
    @Test
    default void bytesArriveInOrder() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        byte[] there = BackendFixture.pattern(200_000, 1);
        byte[] back = BackendFixture.pattern(200_000, 2);
        pair.client().endpoint().startReceive();
        pair.server().endpoint().startReceive();
        pair.client().sendAll(there);
        pair.server().sendAll(back);
        pair.server().pollUntilReceived(there.length);
        pair.client().pollUntilReceived(back.length);
        assertArrayEquals(there, pair.server().received());
        assertArrayEquals(back, pair.client().received());
        driver().close(pair.client(), pair.server());
    }

    /** Several buffers leave in order, empty ones among them; positions move by what was taken. */
    @Test
    default void sendGathers() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        ByteBuffer direct =
                ByteBuffer.allocateDirect(10).put("xxdirectxx".getBytes(US_ASCII)).flip();
        direct.position(2).limit(8);
        ByteBuffer[] buffers = {
            ByteBuffer.wrap("heap-".getBytes(US_ASCII)),
            ByteBuffer.allocate(0),
            direct,
            ByteBuffer.wrap("-readonly".getBytes(US_ASCII)).asReadOnlyBuffer(),
            ByteBuffer.wrap("unused".getBytes(US_ASCII))
        };
        sendGathered(pair.client(), buffers, 4);
        pair.server().endpoint().startReceive();
        pair.server().pollUntilReceived(20);
        assertEquals("heap-direct-readonly", pair.server().text());
        assertEquals(6, buffers[4].remaining(), "a buffer beyond the count was touched");
        driver().close(pair.client(), pair.server());
    }

    /** Sends the first {@code count} buffers completely, as the engine does: the rest again. */
    private void sendGathered(StreamRecorder stream, ByteBuffer[] buffers, int count)
            throws IOException {
        long before = remaining(buffers, count);
        while (remaining(buffers, count) > 0) {
            int taken = stream.endpoint().send(buffers, count);
            if (taken == Backend.PENDING) {
                int events = stream.sentEvents();
                long sent = stream.sentBytes();
                driver().pollUntil("a send", () -> stream.sentEvents() > events);
                taken = (int) (stream.sentBytes() - sent);
            }
            long now = remaining(buffers, count);
            assertEquals(before - taken, now, "positions move by the bytes taken");
            before = now;
        }
    }

    private static long remaining(ByteBuffer[] buffers, int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += buffers[i].remaining();
        }
        return bytes;
    }

    /** Eight megabytes reach a reader that stops after every chunk, unharmed. */
    @Test
    default void largeSendReachesSlowReader() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        StreamRecorder reader = pair.server();
        byte[] bytes = BackendFixture.pattern(8 << 20, 3);
        reader.react(
                event -> {
                    if (event.startsWith("received")) {
                        reader.endpoint().stopReceive();
                    }
                });
        ByteBuffer[] rest = {ByteBuffer.wrap(bytes)};
        boolean pending = false;
        int sentEvents = 0;
        while (reader.receivedBytes() < bytes.length) {
            reader.endpoint().startReceive();
            if (pending && pair.client().sentEvents() > sentEvents) {
                pending = false;
            }
            if (!pending && rest[0].hasRemaining()) {
                sentEvents = pair.client().sentEvents();
                pending = pair.client().endpoint().send(rest, 1) == Backend.PENDING;
            }
            driver().poll(20_000_000);
            assertEquals(0, pair.client().failures(), () -> "failures of " + pair.client());
        }
        assertArrayEquals(bytes, reader.received());
        driver().close(pair.client(), reader);
    }

    /** There is one send at a time, and shutting down waits for it. */
    @Test
    default void oneSendAtATime() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        sendUntilStuck(pair.client());
        ByteBuffer[] more = {ByteBuffer.wrap(new byte[1])};
        assertThrows(IllegalStateException.class, () -> pair.client().endpoint().send(more, 1));
        assertThrows(IllegalStateException.class, () -> pair.client().endpoint().shutdownOutput());
        assertEquals(1, more[0].remaining(), "a refused send took bytes");
        driver().close(pair.client(), pair.server());
    }

    /** A pending send ends as soon as the peer reads. */
    @Test
    default void pendingSendEndsWhenThePeerReads() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        ByteBuffer[] stuck = sendUntilStuck(pair.client());
        int before = pair.client().sentEvents();
        int lent = stuck[0].remaining();
        pair.server().endpoint().startReceive();
        driver().pollUntil("the end of the send", () -> pair.client().sentEvents() > before);
        assertTrue(stuck[0].remaining() < lent, "the position moves before onSent");
        driver().close(pair.client(), pair.server());
    }

    /** Half-close: the peer sees the end after the last byte, and can still send. */
    @Test
    default void halfCloseLeavesTheOtherDirection() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.client().endpoint().startReceive();
        pair.server().endpoint().startReceive();
        pair.client().sendAll("question");
        pair.client().endpoint().shutdownOutput();
        driver().pollUntil("the end", pair.server()::isEnded);
        assertEquals("question", pair.server().text());
        pair.server().sendAll("answer");
        pair.client().pollUntilReceived(6);
        assertEquals("answer", pair.client().text());
        assertFalse(pair.client().isEnded());
        // The sender itself ended the direction: a wrong state, or the system's own refusal.
        Exception refusal = assertThrows(Exception.class, () -> sendSome(pair.client()));
        assertTrue(refusal instanceof IllegalStateException || refusal instanceof IOException);
        driver().close(pair.client(), pair.server());
    }

    private void sendSome(StreamRecorder stream) throws IOException {
        for (int i = 0; i < 20; i++) {
            stream.sendAll("x");
            driver().poll(1_000_000);
        }
    }

    /** Sends until it fails, at once or later, which it must within a few attempts. */
    private void assertSendFails(StreamRecorder stream) throws IOException {
        for (int i = 0; i < 20; i++) {
            try {
                stream.sendAll("x");
            } catch (IOException expected) {
                BackendFixture.assertNames("send", expected);
                return;
            }
            driver().poll(1_000_000);
        }
        throw new AssertionError("sending still works: " + stream);
    }

    /** A peer that closes in order is an end of stream, reported once per startReceive. */
    @Test
    default void orderlyCloseIsAnEnd() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.server().endpoint().startReceive();
        pair.client().sendAll("bye");
        driver().close(pair.client());
        driver().pollUntil("the end", pair.server()::isEnded);
        settle();
        assertEquals("bye", pair.server().text());
        assertEquals(
                1, pair.server().events().stream().filter("end"::equals).count(), "ends reported");
        assertEquals(0, pair.server().failures());
        driver().close(pair.server());
    }

    /** A reset is a failure of the receive that names operation and peer. */
    @Test
    default void resetFailsTheReceive() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.server().endpoint().startReceive();
        pair.client().endpoint().setOption(StandardSocketOptions.SO_LINGER, 0);
        driver().close(pair.client());
        driver().pollUntil("the reset", () -> pair.server().failures() > 0);
        assertEquals(Operation.RECEIVE, pair.server().failedOperation());
        IOException failure = java.util.Objects.requireNonNull(pair.server().failure());
        BackendFixture.assertNames("receive", failure);
        BackendFixture.assertNames("reset", failure);
        BackendFixture.assertNames("127.0.0.1", failure);
        assertSendFails(pair.server());
        driver().close(pair.server());
    }

    /** A reset ends a send that was pending. */
    @Test
    default void resetFailsThePendingSend() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        sendUntilStuck(pair.client());
        pair.server().endpoint().setOption(StandardSocketOptions.SO_LINGER, 0);
        driver().close(pair.server());
        driver().pollUntil("the failure of the send", () -> pair.client().failures() > 0);
        assertEquals(Operation.SEND, pair.client().failedOperation());
        driver().close(pair.client());
    }

    /** A refused connection is a ConnectException that names operation and address. */
    @Test
    default void refusedConnectFails() throws IOException {
        ListenerRecorder listener = driver().listen(1);
        InetSocketAddress address = listener.address();
        driver().close(listener);
        StreamRecorder client = driver().open();
        client.endpoint().connect(address);
        driver().pollUntil("the refusal", () -> client.failures() > 0);
        assertEquals(Operation.CONNECT, client.failedOperation());
        IOException failure = assertInstanceOf(ConnectException.class, client.failure());
        BackendFixture.assertNames("connect", failure);
        BackendFixture.assertNames("refused", failure);
        BackendFixture.assertNames(String.valueOf(address.getPort()), failure);
        assertFalse(client.isConnected());
        assertNull(client.endpoint().remoteAddress());
        driver().close(client);
    }

    /** A stream connects from where it was bound to. */
    @Test
    default void connectsFromBoundAddress() throws IOException {
        ListenerRecorder listener = driver().listen(4);
        listener.endpoint().startAccept(4);
        StreamRecorder client = driver().open();
        client.endpoint().bind(BackendDriver.loopback(0));
        InetSocketAddress local = (InetSocketAddress) client.endpoint().localAddress();
        assertTrue(local != null && local.getPort() > 0, () -> "bound to " + local);
        client.endpoint().connect(listener.address());
        driver().pollUntil("a connection", () -> !listener.accepted().isEmpty());
        assertEquals(local, listener.accepted().get(0).remoteAddress());
        StreamRecorder server = driver().record(listener.accepted().get(0));
        driver().close(client, server, listener);
    }

    /** Connecting is one operation: a second one at the same time is an error. */
    @Test
    default void oneConnectAtATime() throws IOException {
        ListenerRecorder listener = driver().listen(4);
        StreamRecorder client = driver().open();
        client.endpoint().connect(listener.address());
        assertThrows(
                IllegalStateException.class, () -> client.endpoint().connect(listener.address()));
        driver().close(client, listener);
    }

    /** Receivers may submit, send and close from inside events. */
    @Test
    default void eventsMayCallBack() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        StreamRecorder server = pair.server();
        StreamRecorder client = pair.client();
        ByteBuffer[] reply = {ByteBuffer.wrap("pong".getBytes(US_ASCII))};
        server.react(
                event -> {
                    if (event.startsWith("received") || event.startsWith("sent")) {
                        sendAndClose(server, reply);
                    }
                });
        server.endpoint().startReceive();
        client.endpoint().startReceive();
        client.sendAll("p");
        driver().pollUntil("the end", client::isEnded);
        driver().pollUntil("the close", server::isClosed);
        assertEquals("pong", client.text());
        driver().close(client);
    }

    /** Sends what is left, and closes when that was all; the rest follows in onSent. */
    private static void sendAndClose(StreamRecorder stream, ByteBuffer[] buffers) {
        try {
            while (buffers[0].hasRemaining()) {
                if (stream.endpoint().send(buffers, 1) == Backend.PENDING) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new AssertionError("sending from inside an event", e);
        }
        stream.closeStrictly();
    }
}
