package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.spi.Backend;
import weft.spi.Chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Rules of receiving, and of the memory that received bytes are in. */
interface ReceiveRules extends BackendFixture {
    /** How many chunks a receiver may keep without stopping others. */
    int MANY_CHUNKS = 1_000;

    /** Nothing is delivered to an endpoint that does not receive, and nothing is lost. */
    @Test
    default void nothingArrivesUnasked() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.client().sendAll("early");
        settle();
        assertEquals(0, pair.server().receivedBytes());
        pair.server().endpoint().startReceive();
        pair.server().pollUntilReceived(5);
        assertEquals("early", pair.server().text());
        driver().close(pair.client(), pair.server());
    }

    /** Receiving goes on by itself until it is stopped; starting it twice changes nothing. */
    @Test
    default void receivingGoesOn() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.server().endpoint().startReceive();
        pair.server().endpoint().startReceive();
        for (int i = 1; i <= 100; i++) {
            pair.client().sendAll("x");
            pair.server().pollUntilReceived(i);
        }
        assertEquals(100, pair.server().receivedBytes());
        driver().close(pair.client(), pair.server());
    }

    /** What is sent after receiving has stopped is held back, and comes when it starts again. */
    @Test
    default void stopHoldsAndStartResumes() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        StreamRecorder server = pair.server();
        server.endpoint().startReceive();
        pair.client().sendAll("one");
        server.pollUntilReceived(3);
        server.endpoint().stopReceive();
        server.endpoint().stopReceive();
        settle();
        pair.client().sendAll("two");
        settle();
        assertEquals("one", server.text(), "bytes sent after the stop had taken effect");
        server.endpoint().startReceive();
        server.pollUntilReceived(6);
        assertEquals("onetwo", server.text());
        driver().close(pair.client(), server);
    }

    /** Stop and start at once, again and again while bytes flow, loses and doubles nothing. */
    @Test
    default void stopAndStartLoseNothing() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        StreamRecorder server = pair.server();
        byte[] bytes = BackendFixture.pattern(20_000, 4);
        server.endpoint().startReceive();
        for (int at = 0; at < bytes.length; at += 200) {
            pair.client().sendAll(Arrays.copyOfRange(bytes, at, at + 200));
            server.endpoint().stopReceive();
            if (at % 600 == 0) {
                driver().poll(0);
            }
            server.endpoint().startReceive();
            if (at % 400 == 0) {
                driver().poll(0);
            }
        }
        server.pollUntilReceived(bytes.length);
        assertArrayEquals(bytes, server.received());
        driver().close(pair.client(), server);
    }

    /** Stopping from inside the event itself ends delivery. */
    @Test
    default void stopInsideTheEventHolds() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        StreamRecorder server = pair.server();
        server.react(event -> server.endpoint().stopReceive());
        server.endpoint().startReceive();
        pair.client().sendAll("a");
        server.pollUntilReceived(1);
        settle();
        int before = server.receivedBytes();
        pair.client().sendAll("b");
        settle();
        assertEquals(before, server.receivedBytes());
        driver().close(pair.client(), server);
    }

    /** A one-shot receive fills heap and direct memory from the buffer's position on. */
    @Test
    default void receivesIntoCallersMemory() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        for (ByteBuffer target :
                new ByteBuffer[] {
                    ByteBuffer.allocate(64),
                    ByteBuffer.allocateDirect(64),
                    ByteBuffer.allocate(80).position(8).slice()
                }) {
            target.position(4).limit(24);
            pair.client().sendAll("0123456789");
            int bytes = 0;
            while (bytes < 10) {
                int count = receiveInto(pair.server(), target);
                assertTrue(count > 0, () -> "received " + count);
                bytes += count;
                assertEquals(4 + bytes, target.position());
            }
            assertEquals(24, target.limit());
            ByteBuffer view = target.duplicate().limit(14).position(4);
            assertEquals("0123456789", StandardCharsets.US_ASCII.decode(view).toString());
            assertEquals(0, target.get(3), "a byte before the position was written");
            assertEquals(0, target.get(14 < target.limit() ? 14 : 23));
        }
        driver().close(pair.client(), pair.server());
    }

    /** A one-shot receive that finds nothing is pending until bytes come. */
    @Test
    default void pendingReceiveEndsWithTheBytes() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        ByteBuffer target = ByteBuffer.allocateDirect(16);
        assertEquals(Backend.PENDING, pair.server().endpoint().receive(target));
        settle();
        assertEquals(0, target.position(), "bytes from nowhere");
        assertThrows(
                IllegalStateException.class,
                () -> pair.server().endpoint().receive(ByteBuffer.allocate(1)));
        pair.client().sendAll("x");
        driver().pollUntil("a receive", pair.server()::hasReceivedInto);
        assertEquals(1, pair.server().takeReceivedInto());
        assertEquals(1, target.position());
        assertEquals('x', target.get(0));
        driver().close(pair.client(), pair.server());
    }

    /** One-shot and continuous receiving exclude each other. */
    @Test
    default void oneReceiveAtATime() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.server().endpoint().startReceive();
        assertThrows(
                IllegalStateException.class,
                () -> pair.server().endpoint().receive(ByteBuffer.allocate(1)));
        assertEquals(
                Backend.PENDING, pair.client().endpoint().receive(ByteBuffer.allocateDirect(1)));
        assertThrows(IllegalStateException.class, () -> pair.client().endpoint().startReceive());
        driver().close(pair.client(), pair.server());
    }

    /** A one-shot receive takes no more than there is space, and leaves the rest to the next. */
    @Test
    default void receiveLeavesTheRest() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.client().sendAll("abcdef");
        StringBuilder text = new StringBuilder();
        while (text.length() < 6) {
            ByteBuffer two = ByteBuffer.allocate(2);
            int count = receiveInto(pair.server(), two);
            assertTrue(count == 1 || count == 2, () -> "received " + count);
            text.append(new String(two.array(), 0, count, StandardCharsets.US_ASCII));
        }
        assertEquals("abcdef", text.toString());
        driver().close(pair.client(), pair.server());
    }

    /** A one-shot receive at the end of the stream says so, and goes on saying so. */
    @Test
    default void receiveSeesTheEnd() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.client().sendAll("z");
        pair.client().endpoint().shutdownOutput();
        ByteBuffer target = ByteBuffer.allocate(8);
        assertEquals(1, receiveInto(pair.server(), target));
        assertEquals(Backend.END_OF_STREAM, receiveInto(pair.server(), target));
        assertEquals(Backend.END_OF_STREAM, receiveInto(pair.server(), target));
        assertEquals(1, target.position());
        driver().close(pair.client(), pair.server());
    }

    /** One-shot receives and continuous receiving can follow each other without loss. */
    @Test
    default void bothWaysOfReceivingMix() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        StreamRecorder server = pair.server();
        server.endpoint().startReceive();
        pair.client().sendAll("a");
        server.pollUntilReceived(1);
        server.endpoint().stopReceive();
        settle();
        ByteBuffer target = ByteBuffer.allocate(1);
        pair.client().sendAll("bc");
        assertEquals(1, receiveInto(server, target));
        assertEquals('b', target.get(0));
        server.endpoint().startReceive();
        server.pollUntilReceived(2);
        assertEquals("ac", server.text());
        driver().close(pair.client(), server);
    }

    /** A chunk that is held keeps its bytes while others come and go. */
    @Test
    default void heldChunkKeepsItsBytes() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        StreamRecorder server = pair.server();
        server.holdChunks();
        server.endpoint().startReceive();
        pair.client().sendAll("keep");
        server.pollUntilReceived(4);
        BackendDriver.Pair other = driver().connect();
        other.server().endpoint().startReceive();
        other.client().sendAll(BackendFixture.pattern(300_000, 5));
        other.server().pollUntilReceived(300_000);
        StringBuilder text = new StringBuilder();
        for (Chunk chunk : server.held()) {
            assertSame(chunk.buffer(), chunk.buffer(), "the view is the same at every call");
            assertTrue(chunk.buffer().isReadOnly());
            text.append(StandardCharsets.US_ASCII.decode(chunk.buffer().duplicate()));
        }
        assertEquals("keep", text.toString());
        server.releaseHeld();
        driver().close(pair.client(), server, other.client(), other.server());
    }

    /** Every reference is released once; one too many is an error. */
    @Test
    default void chunkCountsReferences() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        StreamRecorder server = pair.server();
        server.holdChunks();
        server.endpoint().startReceive();
        pair.client().sendAll("1");
        server.pollUntilReceived(1);
        Chunk chunk = server.held().get(0);
        chunk.retain();
        chunk.release();
        assertEquals('1', chunk.buffer().get(chunk.buffer().position()), "one is left");
        server.releaseHeld();
        assertThrows(IllegalStateException.class, chunk::release);
        driver().close(pair.client(), server);
    }

    /** A reader that keeps a thousand chunks stops neither itself nor others. */
    @Test
    default void manyHeldChunksStopNobody() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        StreamRecorder keeper = pair.server();
        keeper.holdChunks();
        keeper.endpoint().startReceive();
        for (int i = 0; i < MANY_CHUNKS; i++) {
            pair.client().sendAll(new byte[] {(byte) i});
            keeper.pollUntilReceived(i + 1);
        }
        BackendDriver.Pair other = driver().connect();
        other.server().endpoint().startReceive();
        other.client().sendAll(BackendFixture.pattern(100_000, 6));
        other.server().pollUntilReceived(100_000);
        assertEquals(MANY_CHUNKS, keeper.held().size());
        for (int i = 0; i < MANY_CHUNKS; i++) {
            ByteBuffer view = keeper.held().get(i).buffer();
            assertEquals((byte) i, view.get(view.position()), "chunk " + i);
        }
        keeper.releaseHeld();
        pair.client().sendAll("after");
        keeper.pollUntilReceived(MANY_CHUNKS + 5);
        keeper.releaseHeld();
        driver().close(pair.client(), keeper, other.client(), other.server());
    }

    /** A chunk may outlive its endpoint. */
    @Test
    default void chunkOutlivesItsEndpoint() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        StreamRecorder server = pair.server();
        server.holdChunks();
        server.endpoint().startReceive();
        pair.client().sendAll("late");
        server.pollUntilReceived(4);
        driver().close(pair.client(), server);
        BackendDriver.Pair other = driver().connect();
        other.server().endpoint().startReceive();
        other.client().sendAll(BackendFixture.pattern(50_000, 7));
        other.server().pollUntilReceived(50_000);
        StringBuilder text = new StringBuilder();
        for (Chunk chunk : server.held()) {
            text.append(StandardCharsets.US_ASCII.decode(chunk.buffer().duplicate()));
        }
        assertEquals("late", text.toString());
        assertFalse(server.held().isEmpty());
        server.releaseHeld();
        driver().close(other.client(), other.server());
    }
}
