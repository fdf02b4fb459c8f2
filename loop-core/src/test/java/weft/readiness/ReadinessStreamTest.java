package weft.readiness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.readiness.FakeFacility.PEER;
import static weft.readiness.Pollable.READ;
import static weft.readiness.Pollable.WRITE;

import org.junit.jupiter.api.Test;

import weft.readiness.FakeFacility.FakeStream;
import weft.spi.Backend;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;

class ReadinessStreamTest {
    private final FakeFacility facility = new FakeFacility(false);
    private final ReadinessBackend backend = new ReadinessBackend(facility);
    private final FakeStream socket = new FakeStream();
    private final Recorder recorder = new Recorder();
    private final ReadinessStream stream = attached(true);

    private ReadinessStream attached(boolean connected) {
        ReadinessStream created = new ReadinessStream(backend, socket, connected);
        created.attach(recorder);
        return created;
    }

    private List<String> poll() throws IOException {
        backend.poll(-1);
        return recorder.take();
    }

    private static ByteBuffer[] bytes(int count) {
        return new ByteBuffer[] {ByteBuffer.allocate(count)};
    }

    @Test
    void interestThatComesAndGoesBetweenTwoPollsCostsNothing() throws IOException {
        stream.startReceive();
        stream.stopReceive();
        poll();
        assertEquals(List.of(), socket.waitedFor);
        stream.startReceive();
        poll();
        stream.stopReceive();
        stream.startReceive();
        poll();
        assertEquals(List.of(READ), socket.waitedFor);
        stream.stopReceive();
        poll();
        stream.startReceive();
        poll();
        assertEquals(List.of(READ), socket.waitedFor);
        assertEquals(List.of(-1L, -1L, -1L, -1L, -1L), facility.waits);
    }

    @Test
    void interestIsTakenBackOnlyWhenReadinessCameInVain() throws IOException {
        stream.startReceive();
        poll();
        stream.stopReceive();
        poll();
        assertEquals(List.of(READ), socket.waitedFor);
        facility.signal(socket, READ);
        assertEquals(List.of(), poll());
        poll();
        assertEquals(List.of(READ, 0), socket.waitedFor);
        assertEquals(0, socket.calls);
    }

    @Test
    void aReadThatLeavesRoomIsNotRepeated() throws IOException {
        stream.startReceive();
        poll();
        socket.receives.add(100);
        facility.signal(socket, READ);
        assertEquals(List.of("received 100"), poll());
        assertEquals(1, socket.calls);
        recorder.releaseAll();
        assertEquals(0, backend.lentChunks());
    }

    @Test
    void aReadThatFillsItsCellIsRepeatedWithLargerOnesUpToTheBurst() throws IOException {
        stream.startReceive();
        poll();
        socket.receives.add(10 << 20);
        facility.signal(socket, READ);
        assertEquals(List.of("received 16384", "received 65536", "received 262144"), poll());
        facility.signal(socket, READ);
        assertEquals(List.of("received 262144"), poll());
        assertEquals(List.of(-1L, -1L, -1L), facility.waits, "levels report again by themselves");
        recorder.releaseAll();
    }

    @Test
    void aReceiverThatStopsInsideAnEventGetsNoMore() throws IOException {
        stream.startReceive();
        poll();
        socket.receives.add(1 << 20);
        recorder.atFirstEvent = stream::stopReceive;
        facility.signal(socket, READ);
        facility.signal(socket, READ);
        assertEquals(List.of("received 16384"), poll());
        assertEquals(List.of(), poll());
        assertEquals(List.of(READ, 0), socket.waitedFor);
        recorder.releaseAll();
    }

    @Test
    void theEndAndAFailureEndReceiving() throws IOException {
        stream.startReceive();
        poll();
        socket.receives.add(Backend.END_OF_STREAM);
        facility.signal(socket, READ);
        assertEquals(List.of("end"), poll());
        stream.startReceive();
        poll();
        socket.receives.add(new SocketException("Connection reset"));
        facility.signal(socket, READ);
        assertEquals(List.of("RECEIVE failed"), poll());
        assertEquals("receive " + PEER + ": Connection reset", recorder.failure.getMessage());
        assertInstanceOf(SocketException.class, recorder.failure);
        assertEquals(List.of(READ), socket.waitedFor, "it may be started again");
        facility.signal(socket, READ);
        assertEquals(List.of(), poll());
        poll();
        assertEquals(List.of(READ, 0), socket.waitedFor);
        assertEquals(0, backend.lentChunks());
    }

    @Test
    void aOneShotReceiveTriesUnlessTheLastOneEmptiedTheSocket() throws IOException {
        ByteBuffer target = ByteBuffer.allocate(64);
        socket.receives.add(10);
        assertEquals(10, stream.receive(target));
        assertEquals(10, target.position());
        assertEquals(1, socket.calls);
        assertEquals(Backend.PENDING, stream.receive(target));
        assertEquals(1, socket.calls, "the first call left room, so a second one would block");
        socket.receives.add(54);
        poll();
        facility.signal(socket, READ);
        assertEquals(List.of("received into 54"), poll());
        socket.receives.add(Backend.END_OF_STREAM);
        assertEquals(Backend.END_OF_STREAM, stream.receive(ByteBuffer.allocate(1)));
        assertEquals(3, socket.calls, "the target was full, so there could have been more");
    }

    @Test
    void aSendThatFilledTheSystemIsNotTriedAgainBeforeItIsWritable() throws IOException {
        socket.sends.add(60);
        ByteBuffer[] buffers = bytes(100);
        assertEquals(60, stream.send(buffers, 1));
        assertEquals(Backend.PENDING, stream.send(buffers, 1));
        assertEquals(1, socket.calls);
        poll();
        assertEquals(List.of(WRITE), socket.waitedFor);
        facility.signal(socket, WRITE);
        assertEquals(List.of("sent 40"), poll());
        assertEquals(7, stream.send(bytes(7), 1));
        assertEquals(3, socket.calls);
        poll();
        assertEquals(List.of(WRITE, 0), socket.waitedFor);
    }

    @Test
    void aSendThatBlocksInsideTheEventStaysPending() throws IOException {
        socket.sends.add(0);
        assertEquals(Backend.PENDING, stream.send(bytes(9), 1));
        poll();
        socket.sends.add(0);
        facility.signal(socket, WRITE);
        assertEquals(List.of(), poll());
        assertThrows(IllegalStateException.class, () -> stream.send(bytes(1), 1));
        socket.sends.add(new IOException("Broken pipe"));
        facility.signal(socket, WRITE);
        assertEquals(List.of("SEND failed"), poll());
        assertEquals("send " + PEER + ": Broken pipe", recorder.failure.getMessage());
    }

    @Test
    void aSendThatFailsAtOnceThrows() {
        socket.sends.add(new IOException("Broken pipe"));
        IOException e = assertThrows(IOException.class, () -> stream.send(bytes(9), 1));
        assertEquals("send " + PEER + ": Broken pipe", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> stream.send(bytes(0), 1));
    }

    @Test
    void oneOperationIsInFlightPerDirection() throws IOException {
        stream.startReceive();
        stream.startReceive();
        assertThrows(IllegalStateException.class, () -> stream.receive(ByteBuffer.allocate(1)));
        stream.stopReceive();
        assertEquals(Backend.PENDING, stream.receive(ByteBuffer.allocate(1)));
        assertThrows(IllegalStateException.class, stream::startReceive);
        stream.shutdownOutput();
        assertTrue(socket.outputShut);
        assertThrows(SocketException.class, () -> stream.send(bytes(1), 1));
        stream.shutdownOutput();
        assertThrows(IllegalStateException.class, () -> stream.connect(PEER));
        assertThrows(IllegalStateException.class, () -> stream.attach(recorder));
    }

    @Test
    void connectReportsItsOutcomeInAPollThatDoesNotWaitIfItIsKnown() throws IOException {
        socket.connectResult = true;
        ReadinessStream fresh = new ReadinessStream(backend, socket, false);
        assertThrows(IllegalStateException.class, () -> fresh.connect(PEER));
        fresh.attach(recorder);
        fresh.connect(PEER);
        assertNull(fresh.remoteAddress());
        assertEquals(List.of(), recorder.events);
        assertEquals(List.of("connected"), poll());
        assertEquals(List.of(0L), facility.waits);
        assertEquals(PEER, fresh.remoteAddress());
    }

    @Test
    void connectFailsByEvent() throws IOException {
        socket.connectResult = new ConnectException("Connection refused");
        attached(false).connect(PEER);
        assertEquals(List.of("CONNECT failed"), poll());
        socket.connectResult = false;
        socket.finishResult = new ConnectException("Connection timed out");
        ReadinessStream later = attached(false);
        later.connect(PEER);
        assertEquals(List.of(), poll());
        facility.signal(socket, WRITE);
        assertEquals(List.of("CONNECT failed"), poll());
        assertInstanceOf(ConnectException.class, recorder.failure);
        assertEquals("connect " + PEER + ": Connection timed out", recorder.failure.getMessage());
        assertSame(socket.finishResult, recorder.failure.getCause());
        assertThrows(IllegalStateException.class, later::startReceive);
    }

    @Test
    void closingDropsWhatIsInFlightAndEndsInALaterPoll() throws IOException {
        stream.startReceive();
        socket.sends.add(0);
        stream.send(bytes(5), 1);
        poll();
        recorder.atFirstEvent = stream::close;
        socket.receives.add(5);
        facility.signal(socket, READ | WRITE);
        facility.signal(socket, READ | WRITE);
        assertEquals(List.of("received 5"), poll());
        assertTrue(socket.closed);
        stream.close();
        assertEquals(List.of("closed"), poll());
        assertEquals(0L, facility.waits.getLast());
        assertEquals(List.of(), poll());
        assertEquals(-1L, facility.waits.getLast());
        assertNull(stream.localAddress());
        assertThrows(IllegalStateException.class, stream::startReceive);
        recorder.releaseAll();
    }

    @Test
    void whatCannotBeWaitedForFailsTheOperationsInFlight() throws IOException {
        stream.startReceive();
        socket.sends.add(0);
        stream.send(bytes(5), 1);
        socket.refusal = new IOException("no more watches");
        assertEquals(List.of("RECEIVE failed", "SEND failed"), poll());
        assertEquals("send " + PEER + ": no more watches", recorder.failure.getMessage());
    }

    @Test
    void bindingNamesTheAddress() {
        IOException e = assertThrows(IOException.class, () -> stream.bind(PEER));
        assertInstanceOf(BindException.class, e);
        assertEquals("bind " + PEER + ": Address already in use", e.getMessage());
    }

    @Test
    void closingTheBackendClosesAllWithoutEvents() throws IOException {
        ReadinessStream another = attached(true);
        another.close();
        stream.startReceive();
        backend.close();
        backend.close();
        backend.wakeup();
        assertTrue(facility.closed);
        assertTrue(socket.closed);
        assertEquals(List.of(), recorder.events);
        assertThrows(IllegalStateException.class, () -> backend.poll(0));
    }
}
