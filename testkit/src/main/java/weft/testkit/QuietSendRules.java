package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;

import weft.spi.Backend;
import weft.spi.Operation;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Rules of sends for whose success nobody waits. */
interface QuietSendRules extends BackendFixture {
    /** The bytes leave without another poll's help, and their end is told by the same poll. */
    @Test
    default void quietSendIsToldOfByThePollThatReturnsForAnotherReason() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        ByteBuffer[] buffers = {ByteBuffer.wrap("quiet".getBytes(US_ASCII)), direct("ly")};
        pair.server().endpoint().startReceive();
        int taken = pair.client().endpoint().sendQuietly(buffers, 2);
        driver().pollUntil("the bytes", () -> pair.server().receivedBytes() > 0);
        long sent = taken == Backend.PENDING ? pair.client().sentBytes() : taken;
        assertEquals(7 - sent, buffers[0].remaining() + buffers[1].remaining());
        for (ByteBuffer rest : buffers) {
            pair.client().sendAll(rest); // nothing, where there is room for seven bytes
        }
        pair.server().pollUntilReceived(7);
        assertEquals("quietly", pair.server().text());
        driver().close(pair.client(), pair.server());
    }

    /** As many buffers as there may be leave completely, or the rest is told of. */
    @Test
    default void quietSendOfManyBuffersIsCompleteOrTellsWhatIsNot() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        ByteBuffer[] letters = new ByteBuffer[64];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = direct(Character.toString('0' + i));
        }
        pair.server().endpoint().startReceive();
        int first = 0;
        while (first < letters.length) {
            ByteBuffer[] rest = Arrays.copyOfRange(letters, first, letters.length);
            long before = pair.client().sentBytes();
            int taken = pair.client().endpoint().sendQuietly(rest, rest.length);
            if (taken == Backend.PENDING) {
                driver().poll(0);
                driver().pollUntil("a send", () -> pair.client().sentBytes() > before);
                taken = (int) (pair.client().sentBytes() - before);
            }
            first += taken;
        }
        pair.server().pollUntilReceived(64);
        assertEquals(64, pair.server().receivedBytes());
        assertEquals("0123456789", pair.server().text().substring(0, 10));
        driver().close(pair.client(), pair.server());
    }

    private static ByteBuffer direct(String text) {
        return ByteBuffer.allocateDirect(text.length()).put(text.getBytes(US_ASCII)).flip();
    }

    /** A poll that waits for nothing tells of it, too. */
    @Test
    default void quietSendIsToldOfByAPollThatDoesNotWait() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        for (int i = 0; i < 300; i++) {
            ByteBuffer[] one = {ByteBuffer.wrap(new byte[] {(byte) i})};
            long before = pair.client().sentBytes();
            if (pair.client().endpoint().sendQuietly(one, 1) == Backend.PENDING) {
                driver().poll(0);
                driver().pollUntil("a send", () -> pair.client().sentBytes() > before);
            }
            assertEquals(0, one[0].remaining());
        }
        pair.server().endpoint().startReceive();
        pair.server().pollUntilReceived(300);
        assertEquals(299 & 0xFF, pair.server().received()[299] & 0xFF);
        driver().close(pair.client(), pair.server());
    }

    /** Only one send is in flight, quiet or not. */
    @Test
    default void quietSendIsInFlightUntilItIsToldOf() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        ByteBuffer[] one = {ByteBuffer.wrap(new byte[1])};
        if (pair.client().endpoint().sendQuietly(one, 1) == Backend.PENDING) {
            ByteBuffer[] other = {ByteBuffer.wrap(new byte[1])};
            assertThrows(
                    IllegalStateException.class,
                    () -> pair.client().endpoint().sendQuietly(other, 1));
            assertThrows(
                    IllegalStateException.class, () -> pair.client().endpoint().send(other, 1));
            assertThrows(
                    IllegalStateException.class, () -> pair.client().endpoint().shutdownOutput());
            driver().poll(0);
            driver().pollUntil("the send", () -> pair.client().sentEvents() == 1);
        }
        pair.server().endpoint().startReceive();
        pair.server().pollUntilReceived(1);
        driver().close(pair.client(), pair.server());
    }

    /** What does not fit into the socket is sent as ever, and nothing is lost or repeated. */
    @Test
    default void quietSendsBeyondTheSocketsBufferArriveUnharmed() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        byte[] bytes = BackendFixture.pattern(6 << 20, 5);
        ByteBuffer source = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        boolean reading = false;
        while (source.hasRemaining()) {
            int size = Math.min(source.remaining(), 50_000 + source.remaining() % 100_000);
            ByteBuffer piece = source.slice(source.position(), size);
            ByteBuffer[] halves = {
                piece.slice(0, size / 3), piece.slice(size / 3, size - size / 3)
            };
            int offered = size;
            long before = pair.client().sentBytes();
            int taken = pair.client().endpoint().sendQuietly(halves, 2);
            if (taken == Backend.PENDING) {
                driver().poll(0);
                if (!reading && pair.client().sentBytes() == before) {
                    reading = true; // the buffers are full
                    pair.server().endpoint().startReceive();
                }
                driver().pollUntil("a send", () -> pair.client().sentBytes() > before);
                taken = (int) (pair.client().sentBytes() - before);
            }
            assertEquals(offered - taken, halves[0].remaining() + halves[1].remaining());
            source.position(source.position() + taken);
        }
        if (!reading) {
            pair.server().endpoint().startReceive();
        }
        pair.server().pollUntilReceived(bytes.length);
        assertArrayEquals(bytes, pair.server().received());
        driver().close(pair.client(), pair.server());
    }

    /** A failure is told although success would not have been. */
    @Test
    default void quietSendToAPeerThatResetFails() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.server().endpoint().setOption(StandardSocketOptions.SO_LINGER, 0);
        driver().close(pair.server());
        int failures = pair.client().failures();
        for (int i = 0; i < 1000 && pair.client().failures() == failures; i++) {
            ByteBuffer[] some = {ByteBuffer.wrap(new byte[1000])};
            int sent = pair.client().sentEvents();
            try {
                if (pair.client().endpoint().sendQuietly(some, 1) == Backend.PENDING) {
                    driver().poll(0);
                    driver().pollUntil(
                                    "an end of the send",
                                    () ->
                                            pair.client().sentEvents() > sent
                                                    || pair.client().failures() > failures);
                }
            } catch (IOException atOnce) {
                driver().close(pair.client());
                return;
            }
        }
        assertEquals(failures + 1, pair.client().failures());
        assertEquals(Operation.SEND, pair.client().failedOperation());
        driver().close(pair.client());
    }

    /** Closing at once after a quiet send ends, and the peer sees the end. */
    @Test
    default void closingUnderAQuietSendEnds() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.server().endpoint().startReceive();
        pair.client().endpoint().sendQuietly(new ByteBuffer[] {direct("last")}, 1);
        driver().close(pair.client());
        driver().pollUntil("the end", pair.server()::isEnded);
        driver().close(pair.server());
    }
}
