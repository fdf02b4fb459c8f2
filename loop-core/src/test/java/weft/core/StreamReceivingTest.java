package weft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import weft.spi.Operation;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The receiving side: order, pauses, ends and failures. */
class StreamReceivingTest {
    private final ScriptedLoop scripted = new ScriptedLoop();
    private final RecordingProtocol protocol = new RecordingProtocol();
    private final ScriptedStream stream = scripted.connect(protocol);

    @AfterEach
    void close() {
        assertEquals(0, scripted.segmentsTaken());
        scripted.close();
    }

    @Test
    void receivingStartsAfterConnectionMade() {
        assertEquals(List.of("made"), protocol.take());
        assertEquals(List.of("startReceive"), stream.calls);
        assertTrue(protocol.transport.isReading());
    }

    @Test
    void chunksOfOnePollAreDeliveredInOrderAndReleased() {
        protocol.take();
        ScriptedChunk first = new ScriptedChunk("one");
        ScriptedChunk second = new ScriptedChunk("two");
        stream.arrive(first);
        stream.arrive(second);
        scripted.step();
        assertEquals(List.of("data one", "data two"), protocol.take());
        assertEquals(0, first.references);
        assertEquals(0, second.references);
    }

    @Test
    void endComesAnIterationAfterTheLastBytes() {
        protocol.take();
        protocol.onData = data -> scripted.loop.callSoon(() -> protocol.events.add("callback"));
        stream.arrive("one");
        stream.end();
        scripted.step();
        assertEquals(List.of("data one"), protocol.take());
        scripted.step();
        assertEquals(
                List.of("eof", "callback"), protocol.take().stream().sorted().toList().reversed());
        scripted.step();
        assertEquals(List.of("lost null"), protocol.take());
    }

    @Test
    void falsyEndClosesAndTruthyEndKeepsTheSendingSide() {
        protocol.take();
        protocol.keepOpen = true;
        stream.end();
        scripted.steps(3);
        assertEquals(List.of("eof"), protocol.take());
        protocol.transport.write(RecordingProtocol.bytes("still"));
        protocol.transport.close();
        scripted.steps(2);
        assertEquals(List.of("lost null"), protocol.take());
        assertEquals("still", stream.sent());
    }

    @Test
    void pauseHoldsWhatArrivedAndResumeDeliversItFirst() {
        protocol.take();
        protocol.onData = data -> protocol.transport.pauseReading();
        stream.arrive("one");
        stream.arrive("two");
        scripted.step();
        assertEquals(List.of("data one"), protocol.take());
        stream.arrive("three");
        scripted.step();
        assertFalse(stream.isReceiving());
        assertEquals(List.of(), protocol.take());
        protocol.onData = data -> {};
        scripted.call(
                () -> {
                    protocol.transport.resumeReading();
                    assertEquals(List.of(), protocol.events, "nothing runs inside resume");
                });
        stream.arrive("four");
        scripted.step();
        assertEquals(List.of("data two", "data three", "data four"), protocol.take());
        assertTrue(stream.isReceiving());
    }

    @Test
    void pauseAndResumeWithinOneBatchAskNothingOfTheBackend() {
        stream.calls.clear();
        scripted.call(
                () -> {
                    protocol.transport.pauseReading();
                    protocol.transport.pauseReading();
                    protocol.transport.resumeReading();
                    protocol.transport.resumeReading();
                });
        scripted.steps(2);
        assertEquals(List.of(), stream.calls);
    }

    @Test
    void endIsHeldWhilePaused() {
        protocol.take();
        scripted.call(protocol.transport::pauseReading);
        stream.arrive("one");
        stream.end();
        scripted.steps(3);
        assertEquals(List.of(), protocol.take());
        scripted.call(protocol.transport::resumeReading);
        scripted.steps(3);
        assertEquals(List.of("data one", "eof", "lost null"), protocol.take());
    }

    @Test
    void throwingProtocolIsReportedAndAborted() {
        IllegalArgumentException thrown = new IllegalArgumentException("no");
        protocol.take();
        protocol.onData =
                data -> {
                    throw thrown;
                };
        ScriptedChunk chunk = new ScriptedChunk("one");
        ScriptedChunk never = new ScriptedChunk("two");
        stream.arrive(chunk);
        stream.arrive(never);
        scripted.step();
        assertEquals(List.of("data one"), protocol.take());
        assertEquals(
                List.of("Fatal error: protocol.dataReceived() call failed."),
                scripted.reportedMessages());
        assertSame(thrown, scripted.reports.get(0).exception());
        assertSame(protocol.transport, scripted.reports.get(0).get("transport"));
        assertEquals(0, chunk.references + never.references);
        scripted.step();
        assertEquals(List.of("lost no"), protocol.take());
        assertTrue(stream.closed);
    }

    @Test
    void receiveFailureFollowsTheBytesAndIsNotReported() {
        protocol.take();
        stream.arrive("one");
        stream.fail(Operation.RECEIVE, new IOException("reset"));
        scripted.steps(3);
        assertEquals(List.of("data one", "lost reset"), protocol.take());
        assertEquals(List.of(), scripted.reports);
    }

    @Test
    void closeAndAbortTellInAnEntryAndOnlyOnce() {
        protocol.take();
        ScriptedChunk late = new ScriptedChunk("late");
        scripted.call(
                () -> {
                    protocol.transport.close();
                    protocol.transport.close();
                    protocol.transport.abort();
                    assertEquals(List.of(), protocol.events);
                    assertTrue(protocol.transport.isClosing());
                    assertFalse(protocol.transport.isReading());
                    stream.arrive(late);
                });
        scripted.steps(3);
        assertEquals(List.of("lost null"), protocol.take());
        assertEquals(0, late.references);
        assertTrue(stream.closed);
    }

    @Test
    void failingConnectionMadeAndConnectionLostAreReported() {
        RecordingProtocol other = new RecordingProtocol();
        other.onMade =
                () -> {
                    throw new IllegalStateException("made");
                };
        ScriptedStream second = scripted.connect(other);
        assertEquals(
                List.of("Exception in protocol.connectionMade()"), scripted.reportedMessages());
        second.arrive("one");
        scripted.step();
        assertEquals(List.of("made", "data one"), other.take());
    }

    @Test
    void blockedProtocolGetsNoSecondEventMeanwhile() {
        protocol.take();
        CountDownLatch latch = new CountDownLatch(1);
        protocol.onData =
                data -> {
                    protocol.onData = inner -> {};
                    ScriptedLoop.await(latch);
                    protocol.events.add("end of one");
                };
        stream.arrive("one");
        scripted.step();
        stream.arrive("two");
        stream.end();
        scripted.steps(2);
        assertEquals(List.of("data one"), protocol.take());
        latch.countDown();
        scripted.steps(4);
        assertEquals(List.of("end of one", "data two", "eof", "lost null"), protocol.take());
    }

    @Test
    void receivingStopsByItselfWhenTooMuchIsHeld() {
        protocol.take();
        CountDownLatch latch = new CountDownLatch(1);
        protocol.onData =
                data -> {
                    protocol.onData = inner -> {};
                    ScriptedLoop.await(latch);
                };
        stream.arrive("one");
        scripted.step();
        for (int i = 0; i < Inbound.HELD_LIMIT; i++) {
            assertTrue(stream.isReceiving());
            stream.arrive("x");
            scripted.step();
        }
        assertFalse(stream.isReceiving());
        latch.countDown();
        scripted.steps(3);
        assertEquals(1 + Inbound.HELD_LIMIT, protocol.events.size());
        assertTrue(stream.isReceiving());
    }
}
