package weft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import weft.BufferedProtocol;
import weft.Transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Receiving into the protocol's own memory, and changing from one manner to the other. */
class BufferedReceivingTest {
    private final ScriptedLoop scripted = new ScriptedLoop();

    /** Keeps one buffer of five bytes. */
    private static final class Filling implements BufferedProtocol {
        final List<String> events = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(5);
        Transport transport;
        Runnable onUpdate = () -> {};

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            events.add("get " + sizeHint);
            return buffer.clear();
        }

        @Override
        public void bufferUpdated(int bytes) {
            byte[] copy = new byte[bytes];
            buffer.get(buffer.position() - bytes, copy);
            events.add("updated " + new String(copy, StandardCharsets.US_ASCII));
            onUpdate.run();
        }

        @Override
        public boolean eofReceived() {
            events.add("eof");
            return false;
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            events.add("lost " + (cause == null ? null : cause.getMessage()));
        }

        List<String> take() {
            List<String> taken = List.copyOf(events);
            events.clear();
            return taken;
        }
    }

    private final Filling filling = new Filling();

    @AfterEach
    void close() {
        scripted.close();
    }

    @Test
    void bytesGoStraightIntoTheProtocolsBuffer() {
        ScriptedStream stream = scripted.connect(filling);
        assertEquals(List.of("get -1"), filling.take());
        stream.arriveInto("abc");
        scripted.step();
        assertEquals(List.of("updated abc", "get -1"), filling.take());
        stream.endInto();
        scripted.steps(2);
        assertEquals(List.of("eof", "lost null"), filling.take());
    }

    @Test
    void whatIsThereAtOnceIsOneReceiveForEachIteration() {
        scripted.backend.present.addAll(List.of("a", "b", "c", ""));
        ScriptedStream stream = scripted.connect(filling);
        assertEquals(List.of("get -1"), filling.take());
        scripted.step();
        assertEquals(List.of("updated a", "get -1"), filling.take());
        scripted.step();
        assertEquals(List.of("updated b", "get -1"), filling.take());
        scripted.steps(2);
        assertEquals(List.of("updated c", "get -1", "eof"), filling.take());
        scripted.step();
        assertTrue(stream.closed);
    }

    @Test
    void pauseHoldsWhatWasReceived() {
        ScriptedStream stream = scripted.connect(filling);
        filling.take();
        scripted.call(filling.transport::pauseReading);
        stream.arriveInto("abc");
        scripted.steps(2);
        assertEquals(List.of(), filling.take());
        scripted.call(filling.transport::resumeReading);
        scripted.step();
        assertEquals(List.of("updated abc", "get -1"), filling.take());
    }

    @Test
    void bufferIsBackBeforeTheLossIsTold() {
        ScriptedStream stream = scripted.connect(filling);
        filling.take();
        scripted.call(filling.transport::close);
        assertTrue(stream.closed);
        assertEquals(List.of(), filling.take());
        scripted.step();
        assertEquals(List.of("lost null"), filling.take());
    }

    @Test
    void emptyBufferIsAFatalError() {
        filling.buffer = ByteBuffer.allocate(0);
        scripted.connect(filling);
        scripted.step();
        assertEquals(
                List.of("Fatal error: protocol.getBuffer() call failed."),
                scripted.reportedMessages());
        assertEquals(
                List.of("get -1", "lost getBuffer() returned an empty buffer"), filling.take());
    }

    @Test
    void throwingBufferUpdatedIsAFatalError() {
        ScriptedStream stream = scripted.connect(filling);
        filling.take();
        filling.onUpdate =
                () -> {
                    throw new IllegalStateException("no");
                };
        stream.arriveInto("abc");
        scripted.steps(2);
        assertEquals(
                List.of("Fatal error: protocol.bufferUpdated() call failed."),
                scripted.reportedMessages());
        assertEquals(List.of("updated abc", "lost no"), filling.take());
    }

    @Test
    void heldChunksAreFedToABufferedProtocol() {
        RecordingProtocol plain = new RecordingProtocol();
        ScriptedStream stream = scripted.connect(plain);
        plain.onData = data -> plain.transport.setProtocol(filling);
        stream.arrive("first");
        stream.arrive("seventh");
        scripted.step();
        assertEquals(List.of("made", "data first"), plain.take());
        assertEquals(List.of("get 7", "updated seven", "get 2", "updated th"), filling.take());
        stream.arrive("late");
        scripted.step();
        assertEquals(List.of("get 4", "updated late"), filling.take().subList(0, 2));
        scripted.steps(2);
        assertFalse(stream.isReceiving());
        assertTrue(stream.isReceivePending());
        stream.arriveInto("then");
        scripted.step();
        assertTrue(filling.events.contains("updated then"));
    }

    @Test
    void feedingStopsAtAPauseAndLosesNothing() {
        RecordingProtocol plain = new RecordingProtocol();
        ScriptedStream stream = scripted.connect(plain);
        filling.transport = plain.transport;
        filling.onUpdate = () -> plain.transport.pauseReading();
        plain.transport.setProtocol(filling);
        ScriptedChunk chunk = new ScriptedChunk("seventh");
        stream.arrive(chunk);
        scripted.steps(2);
        assertEquals(List.of("get 7", "updated seven"), filling.take());
        assertEquals(1, chunk.references);
        filling.onUpdate = () -> {};
        scripted.call(plain.transport::resumeReading);
        scripted.step();
        assertEquals(List.of("get 2", "updated th"), filling.take().subList(0, 2));
        assertEquals(0, chunk.references);
    }

    @Test
    void aRestStaysAheadOfWhatArrivedAfterIt() {
        RecordingProtocol plain = new RecordingProtocol();
        ScriptedStream stream = scripted.connect(plain);
        filling.transport = plain.transport;
        filling.onUpdate = () -> plain.transport.pauseReading();
        plain.transport.setProtocol(filling);
        List<ScriptedChunk> chunks =
                Stream.of("seventh", "two", "three", "four").map(ScriptedChunk::new).toList();
        chunks.forEach(stream::arrive);
        scripted.steps(2);
        assertEquals(List.of("get 7", "updated seven"), filling.take());
        filling.onUpdate = () -> {};
        scripted.call(plain.transport::resumeReading);
        scripted.steps(2);
        assertEquals(
                List.of("updated th", "updated two", "updated three", "updated four"),
                filling.take().stream().filter(event -> event.startsWith("updated")).toList());
        chunks.forEach(chunk -> assertEquals(0, chunk.references));
    }

    @Test
    void receiveInFlightIsDeliveredToThePlainProtocolThatFollows() {
        ScriptedStream stream = scripted.connect(filling);
        RecordingProtocol plain = new RecordingProtocol();
        scripted.call(() -> filling.transport.setProtocol(plain));
        scripted.steps(2);
        stream.arriveInto("abc");
        scripted.step();
        assertEquals(List.of("data abc"), plain.take());
        assertTrue(stream.isReceiving());
        assertEquals(List.of("get -1"), filling.take());
    }
}
