package weft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.core.RecordingProtocol.bytes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import weft.WriteBufferLimits;
import weft.spi.Operation;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The sending side: gathering, water marks, ends and failures. */
class StreamSendingTest {
    private static final int HIGH = 64 * 1024;

    private final ScriptedLoop scripted = new ScriptedLoop();
    private final RecordingProtocol protocol = new RecordingProtocol();
    private final ScriptedStream stream = scripted.connect(protocol);

    {
        protocol.take();
        stream.calls.clear();
    }

    @AfterEach
    void close() {
        protocol.transport.abort();
        scripted.steps(3);
        assertEquals(0, scripted.segmentsTaken());
        assertEquals(1, protocol.events.stream().filter(each -> each.startsWith("lost")).count());
        scripted.close();
    }

    @Test
    void writesOfOneIterationLeaveAsOne() {
        scripted.call(
                () -> {
                    protocol.transport.write(bytes("one "));
                    protocol.transport.write("two ".getBytes(StandardCharsets.US_ASCII));
                    protocol.transport.writelines(List.of(bytes("three "), bytes("four")));
                    assertEquals(18, protocol.transport.getWriteBufferSize());
                    assertEquals(List.of(), stream.calls);
                });
        scripted.step();
        assertEquals(List.of("send 1"), stream.calls);
        assertEquals("one two three four", stream.sent());
        assertEquals(0, protocol.transport.getWriteBufferSize());
    }

    @Test
    void writeTakesTheBytesAndTheBufferCanBeReused() {
        ByteBuffer data = bytes("abc");
        scripted.call(
                () -> {
                    protocol.transport.write(data);
                    assertFalse(data.hasRemaining());
                    data.clear();
                    data.put(0, (byte) 'z');
                });
        scripted.step();
        assertEquals("abc", stream.sent());
    }

    @Test
    void writesWhileASendIsPendingFollowIt() {
        stream.window = 0;
        scripted.call(() -> protocol.transport.write(bytes("one ")));
        scripted.call(() -> protocol.transport.write(bytes("two ")));
        assertTrue(stream.isSendPending());
        stream.take(2);
        scripted.step();
        assertEquals(List.of("send 1", "send 2"), stream.calls);
        stream.take(6);
        scripted.step();
        assertEquals("one two ", stream.sent());
        assertEquals(0, scripted.segmentsTaken());
    }

    @Test
    void largeWriteThatIsTakenAtOnceDoesNotPause() {
        scripted.call(() -> protocol.transport.write(bytes(10 * HIGH)));
        assertEquals(List.of(), protocol.take());
        assertEquals(10 * HIGH, stream.sent().length());
    }

    @Test
    void waterMarksArePaired() {
        stream.window = 0;
        scripted.call(
                () -> {
                    protocol.transport.write(bytes(HIGH));
                    assertEquals(List.of(), protocol.events);
                    protocol.transport.write(bytes(1));
                    assertEquals(List.of("pause"), protocol.events);
                    protocol.transport.write(bytes(HIGH));
                    assertEquals(List.of("pause"), protocol.events);
                });
        protocol.take();
        stream.take(HIGH + 1);
        scripted.step();
        assertEquals(List.of(), protocol.take());
        stream.take(HIGH - HIGH / 4 - 1);
        scripted.step();
        assertEquals(List.of(), protocol.take());
        stream.take(1);
        scripted.step();
        assertEquals(List.of("resume"), protocol.take());
        assertEquals(HIGH / 4, protocol.transport.getWriteBufferSize());
    }

    @Test
    void highMarkOfZeroPausesWheneverSomethingIsLeft() {
        protocol.transport.setWriteBufferLimits(0);
        scripted.call(() -> protocol.transport.write(bytes(5)));
        assertEquals(List.of(), protocol.take());
        stream.window = 0;
        scripted.call(() -> protocol.transport.write(bytes(5)));
        assertEquals(List.of("pause"), protocol.take());
        stream.take(5);
        scripted.step();
        assertEquals(List.of("resume"), protocol.take());
    }

    @Test
    void writesMayComeFromInsidePauseWriting() {
        stream.window = 0;
        protocol.onPauseWriting = () -> protocol.transport.write(bytes(1));
        scripted.call(() -> protocol.transport.write(bytes(HIGH + 1)));
        assertEquals(List.of("pause"), protocol.take());
        assertEquals(HIGH + 2, protocol.transport.getWriteBufferSize());
    }

    @Test
    void limitsAreChecked() {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> protocol.transport.setWriteBufferLimits(1, 2));
        assertEquals("high (1) must be >= low (2) must be >= 0", refusal.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> protocol.transport.setWriteBufferLimits(1, -1));
        assertEquals(
                new WriteBufferLimits(HIGH / 4, HIGH), protocol.transport.getWriteBufferLimits());
    }

    @Test
    void loweringTheMarksPauses() {
        stream.window = 0;
        scripted.call(() -> protocol.transport.write(bytes(100)));
        scripted.call(() -> protocol.transport.setWriteBufferLimits(10));
        assertEquals(List.of("pause"), protocol.take());
    }

    @Test
    void failingPauseAndResumeAreReported() {
        stream.window = 0;
        protocol.onPauseWriting =
                () -> {
                    throw new IllegalStateException("pause");
                };
        scripted.call(() -> protocol.transport.write(bytes(HIGH + 1)));
        assertEquals(List.of("protocol.pauseWriting() failed"), scripted.reportedMessages());
        assertFalse(protocol.transport.isClosing());
    }

    @Test
    void writeEofShutsDownAfterWhatWasWritten() {
        stream.window = 0;
        scripted.call(
                () -> {
                    protocol.transport.write(bytes("tail"));
                    protocol.transport.writeEof();
                    protocol.transport.writeEof();
                    assertThrows(
                            IllegalStateException.class, () -> protocol.transport.write(bytes(1)));
                });
        scripted.step();
        assertEquals(List.of("send 1"), stream.calls);
        stream.take(4);
        scripted.steps(2);
        assertEquals(List.of("send 1", "shutdownOutput"), stream.calls);
        stream.arrive("more");
        scripted.step();
        assertEquals(List.of("data more"), protocol.take());
    }

    @Test
    void closeSendsWhatWasWritten() {
        stream.window = 0;
        scripted.call(
                () -> {
                    protocol.transport.write(bytes("tail"));
                    protocol.transport.close();
                    protocol.transport.write(bytes("dropped"));
                });
        scripted.steps(2);
        assertEquals(List.of("send 1", "stopReceive"), stream.calls);
        assertEquals(List.of(), protocol.events);
        stream.take(4);
        scripted.step();
        assertEquals(List.of("lost null"), protocol.events);
        assertEquals("tail", stream.sent());
        assertTrue(stream.closed);
    }

    @Test
    void pauseIsEndedBeforeACloseThatDrained() {
        stream.window = 0;
        scripted.call(
                () -> {
                    protocol.transport.write(bytes(HIGH + 1));
                    protocol.transport.close();
                });
        stream.take(HIGH + 1);
        scripted.step();
        assertEquals(List.of("pause", "resume", "lost null"), protocol.events);
    }

    @Test
    void pauseIsEndedBeforeACloseThatOvertakesIt() {
        stream.window = 0;
        scripted.call(() -> protocol.transport.write(bytes(HIGH + 1)));
        stream.take(HIGH + 1);
        scripted.call(protocol.transport::close);
        scripted.step();
        assertEquals(List.of("pause", "resume", "lost null"), protocol.events);
    }

    @Test
    void pauseIsNotEndedByAnAbort() {
        stream.window = 0;
        scripted.call(() -> protocol.transport.write(bytes(HIGH + 1)));
        scripted.call(protocol.transport::abort);
        scripted.steps(2);
        assertEquals(List.of("pause", "lost null"), protocol.events);
    }

    @Test
    void abortDropsWhatWasWritten() {
        stream.window = 0;
        scripted.call(() -> protocol.transport.write(bytes("in flight")));
        scripted.call(
                () -> {
                    protocol.transport.write(bytes("never"));
                    protocol.transport.abort();
                });
        assertTrue(scripted.segmentsTaken() > 0, "what is in flight is kept for the backend");
        scripted.steps(2);
        assertEquals(List.of("lost null"), protocol.events);
        assertEquals(0, scripted.segmentsTaken());
        assertEquals("", stream.sent());
    }

    @Test
    void sendThatFailsAtOnceLosesTheConnectionWithoutAReport() {
        stream.sendRefusal = new SocketException("Broken pipe");
        scripted.call(() -> protocol.transport.write(bytes(1)));
        assertEquals(List.of(), protocol.events);
        scripted.steps(2);
        assertEquals(List.of("lost Broken pipe"), protocol.events);
        assertEquals(List.of(), scripted.reports);
    }

    @Test
    void dataIsDeliveredBeforeASendFailureOfTheSamePoll() {
        stream.window = 0;
        scripted.call(() -> protocol.transport.write(bytes("lost")));
        scripted.step();
        stream.fail(Operation.SEND, new IOException("Broken pipe"));
        stream.arrive("last");
        scripted.steps(2);
        assertEquals(List.of("data last", "lost Broken pipe"), protocol.events);
    }

    @Test
    void longBurstLetsOthersHaveTheirTurn() {
        int blocks = OutputQueue.GATHER_LIMIT * OutputQueue.SEND_BURST + 1;
        byte[] block = new byte[BufferPool.BLOCK_BYTES];
        stream.window = 0;
        scripted.call(
                () -> {
                    for (int i = 0; i < blocks; i++) {
                        protocol.transport.write(block);
                    }
                });
        stream.window = Long.MAX_VALUE;
        stream.take(1);
        scripted.step();
        assertEquals(1 + OutputQueue.SEND_BURST, stream.calls.size());
        scripted.steps(2);
        assertEquals((long) blocks * BufferPool.BLOCK_BYTES, stream.wire.size());
    }

    @Test
    void writerIsNotResumedAfterAnAbort() {
        stream.window = 0;
        scripted.call(() -> protocol.transport.write(bytes("in flight")));
        scripted.step();
        assertTrue(stream.isSendPending());
        scripted.call(() -> protocol.transport.write(bytes(HIGH)));
        protocol.onData = data -> protocol.transport.abort();
        stream.arrive("x");
        scripted.steps(3);
        assertEquals(List.of("pause", "data x", "lost null"), protocol.events);
    }
}
