package weft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import weft.spi.Chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Writing the bytes that are being received: no copy, and never the wrong bytes. */
class PassThroughTest {
    private final ScriptedLoop scripted = new ScriptedLoop();
    private final RecordingProtocol protocol = new RecordingProtocol();
    private final ScriptedStream stream = scripted.connect(protocol);
    private final RecordingProtocol otherProtocol = new RecordingProtocol();
    private final ScriptedStream other = scripted.connect(otherProtocol);
    private final ScriptedChunk chunk = new ScriptedChunk("hello");

    @AfterEach
    void close() {
        protocol.transport.abort();
        otherProtocol.transport.abort();
        scripted.steps(3);
        assertEquals(0, scripted.segmentsTaken());
        assertEquals(0, chunk.references);
        scripted.close();
    }

    @Test
    void echoSendsFromTheChunkItself() {
        protocol.onData =
                data -> {
                    protocol.transport.write(data);
                    assertFalse(data.hasRemaining());
                };
        stream.arrive(chunk);
        scripted.step();
        assertEquals(1, chunk.references);
        scripted.step();
        assertEquals("hello", stream.sent());
        assertSame(chunk.buffer(), stream.sentFrom.get(0));
        assertEquals(0, chunk.references);
    }

    @Test
    void chunkIsHeldUntilAPendingSendEnds() {
        stream.window = 0;
        protocol.onData = protocol.transport::write;
        stream.arrive(chunk);
        scripted.steps(2);
        stream.take(2);
        scripted.step();
        assertEquals(1, chunk.references);
        stream.take(3);
        scripted.step();
        assertEquals("hello", stream.sent());
        assertEquals(0, chunk.references);
    }

    @Test
    void receiverMayMoveTheViewAfterWritingIt() {
        protocol.onData =
                data -> {
                    protocol.transport.write(data.limit(2));
                    data.limit(5).position(3);
                };
        stream.arrive(chunk);
        scripted.steps(2);
        assertEquals("he", stream.sent());
    }

    @Test
    void viewInFlightIsNotTheReceivers() {
        protocol.transport.setWriteBufferLimits(0);
        stream.window = 0;
        protocol.onData =
                data -> {
                    protocol.transport.write(data);
                    data.position(4);
                };
        stream.arrive(chunk);
        scripted.step();
        assertNotSame(chunk.buffer(), stream.sentFrom.get(0));
        stream.take(5);
        scripted.step();
        assertEquals("hello", stream.sent());
    }

    @Test
    void sameViewCanGoToSeveralConnections() {
        protocol.onData =
                data -> {
                    protocol.transport.write(data);
                    otherProtocol.transport.write(data.rewind());
                    protocol.transport.write(data.rewind());
                };
        other.window = 0;
        stream.arrive(chunk);
        scripted.steps(2);
        assertEquals("hellohello", stream.sent());
        other.take(5);
        scripted.step();
        assertEquals("hello", other.sent());
    }

    @Test
    void partsOfTheViewCanBeWrittenOneByOne() {
        protocol.onData =
                data -> {
                    for (int i = 1; i <= 5; i++) {
                        protocol.transport.write(data.limit(i));
                    }
                };
        stream.arrive(chunk);
        scripted.steps(2);
        assertEquals("hello", stream.sent());
    }

    @Test
    void sliceIsCopied() {
        protocol.onData = data -> protocol.transport.write(data.slice());
        stream.arrive(chunk);
        scripted.step();
        assertEquals(0, chunk.references);
        scripted.step();
        assertEquals("hello", stream.sent());
    }

    @Test
    void slowReaderPinsFewChunks() {
        stream.window = 0;
        protocol.onData = protocol.transport::write;
        String worthKeeping = "y".repeat(2 * OutputQueue.MIN_WAITING_CHUNK_BYTES);
        List<ScriptedChunk> chunks = new ArrayList<>();
        for (int i = 0; i < 3 * OutputQueue.MAX_CHUNKS; i++) {
            chunks.add(new ScriptedChunk(worthKeeping));
        }
        for (ScriptedChunk each : chunks) {
            stream.arrive(each);
            scripted.step();
        }
        assertEquals(
                OutputQueue.MAX_CHUNKS, chunks.stream().mapToInt(each -> each.references).sum());
        ScriptedChunk small = new ScriptedChunk("small");
        stream.arrive(small);
        scripted.step();
        assertEquals(0, small.references);
        while (stream.isSendPending()) {
            stream.take(10_000);
            scripted.step();
        }
        assertEquals(
                3 * OutputQueue.MAX_CHUNKS * 2 * OutputQueue.MIN_WAITING_CHUNK_BYTES + 5,
                stream.sent().length());
        stream.arrive(chunk);
        protocol.onData = data -> {};
        scripted.step();
    }

    @Test
    void deliveriesThatOverlapFallBackToCopying() {
        CountDownLatch latch = new CountDownLatch(1);
        protocol.onData =
                data -> {
                    ScriptedLoop.await(latch);
                    protocol.transport.write(data);
                };
        otherProtocol.onData = otherProtocol.transport::write;
        stream.arrive(chunk);
        scripted.step();
        other.arrive("meanwhile");
        scripted.steps(2);
        latch.countDown();
        scripted.step();
        assertEquals(0, chunk.references);
        scripted.step();
        assertEquals("hello", stream.sent());
        assertEquals("meanwhile", other.sent());
    }

    @Test
    void flushWhileTheReceiverIsBlockedLeavesItsViewAlone() {
        CountDownLatch latch = new CountDownLatch(1);
        protocol.onData =
                data -> {
                    protocol.transport.write(data);
                    data.position(1);
                    ScriptedLoop.await(latch);
                    assertEquals(4, data.remaining());
                };
        stream.arrive(chunk);
        scripted.steps(2);
        assertEquals("hello", stream.sent());
        latch.countDown();
        scripted.steps(2);
        assertEquals(List.of(), scripted.reports);
    }

    @Test
    void retainedChunkOutlivesTheCallAndCanBeWrittenLater() {
        List<Chunk> kept = new ArrayList<>();
        protocol.onData = data -> kept.add(protocol.transport.retain(data));
        stream.arrive(chunk);
        scripted.steps(2);
        assertEquals(1, chunk.references);
        scripted.call(() -> otherProtocol.transport.write(kept.get(0)));
        scripted.step();
        assertEquals("hello", other.sent());
        assertSame(chunk.buffer(), other.sentFrom.get(0));
    }

    @Test
    void retainedChunkWrittenInTheSameCallIsSafeFromTheReceiver() {
        protocol.onData =
                data -> {
                    otherProtocol.transport.write(protocol.transport.retain(data));
                    data.clear();
                    protocol.transport.write(data);
                };
        other.window = 0;
        stream.arrive(chunk);
        scripted.steps(2);
        other.take(5);
        scripted.step();
        assertEquals("hello", other.sent());
        assertEquals("hello", stream.sent());
    }
}
