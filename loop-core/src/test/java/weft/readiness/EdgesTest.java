package weft.readiness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static weft.readiness.Pollable.END;
import static weft.readiness.Pollable.READ;
import static weft.readiness.Pollable.WRITE;

import org.junit.jupiter.api.Test;

import weft.readiness.FakeFacility.FakeListener;
import weft.readiness.FakeFacility.FakeStream;
import weft.spi.Backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** What has to be different where readiness is reported once, when it begins. */
class EdgesTest {
    private final FakeFacility facility = new FakeFacility(true);
    private final ReadinessBackend backend = new ReadinessBackend(facility);
    private final FakeStream socket = new FakeStream();
    private final Recorder recorder = new Recorder();
    private final ReadinessStream stream = new ReadinessStream(backend, socket, true);

    EdgesTest() {
        stream.attach(recorder);
    }

    private List<String> poll() throws IOException {
        backend.poll(-1);
        return recorder.take();
    }

    @Test
    void theRestOfABoundedBurstComesInThePollsAfterItWithoutAnotherEdge() throws IOException {
        stream.startReceive();
        poll();
        socket.receives.add((16 << 10) + (64 << 10) + (256 << 10) + (256 << 10) + 5);
        facility.signal(socket, READ);
        assertEquals(3, poll().size());
        assertEquals(List.of("received 262144"), poll());
        assertEquals(List.of("received 5"), poll());
        assertEquals(List.of(), poll());
        assertEquals(List.of(-1L, -1L, 0L, 0L, -1L), facility.waits);
        recorder.releaseAll();
    }

    @Test
    void aReceiverThatStopsBeforeTheRestOfABurstAsksForAnotherEdge() throws IOException {
        stream.startReceive();
        poll();
        socket.receives.add(1 << 20);
        facility.signal(socket, READ);
        assertEquals(3, poll().size());
        stream.stopReceive();
        assertEquals(List.of(), poll());
        stream.startReceive();
        poll();
        assertEquals(List.of(READ, READ), socket.waitedFor);
        recorder.releaseAll();
    }

    @Test
    void anEndThatCameWithTheBytesIsLookedFor() throws IOException {
        stream.startReceive();
        poll();
        socket.receives.addAll(List.of(5, Backend.END_OF_STREAM));
        facility.signal(socket, READ | END);
        assertEquals(List.of("received 5", "end"), poll());
        recorder.releaseAll();
    }

    @Test
    void anEdgeThatNobodyWantedIsAskedForAgain() throws IOException {
        stream.startReceive();
        poll();
        socket.receives.add(1 << 20);
        recorder.atFirstEvent = stream::stopReceive;
        facility.signal(socket, READ);
        poll();
        recorder.atFirstEvent = () -> {};
        stream.startReceive();
        poll();
        assertEquals(List.of(READ, READ), socket.waitedFor);
        recorder.releaseAll();
    }

    @Test
    void anEdgeDroppedInsideAPollIsAskedForAgain() throws IOException {
        stream.startReceive();
        poll();
        facility.duringWait.add(stream::stopReceive);
        facility.signal(socket, READ);
        assertEquals(List.of(), poll());
        stream.startReceive();
        poll();
        assertEquals(List.of(READ, READ), socket.waitedFor);
    }

    @Test
    void aOneShotReceiveThatLeftBytesBehindFindsThem() throws IOException {
        assertEquals(Backend.PENDING, stream.receive(ByteBuffer.allocate(4)));
        poll();
        socket.receives.add(6);
        facility.signal(socket, READ);
        assertEquals(List.of("received into 4"), poll());
        ByteBuffer target = ByteBuffer.allocate(4);
        assertEquals(2, stream.receive(target));
        assertEquals(Backend.PENDING, stream.receive(target));
        assertEquals(3, socket.calls, "the second call left room, so a third one would block");
        poll();
        assertEquals(List.of(READ), socket.waitedFor, "an emptied socket brings another edge");
    }

    @Test
    void aOneShotReceiveLooksForAnEndThatCameWithTheBytes() throws IOException {
        assertEquals(Backend.PENDING, stream.receive(ByteBuffer.allocate(4)));
        poll();
        socket.receives.addAll(List.of(2, Backend.END_OF_STREAM));
        facility.signal(socket, READ | END);
        assertEquals(List.of("received into 2"), poll());
        assertEquals(Backend.END_OF_STREAM, stream.receive(ByteBuffer.allocate(4)));
    }

    @Test
    void readinessInVainIsRememberedAndTellsTheFacilityOnce() throws IOException {
        assertEquals(Backend.PENDING, stream.receive(ByteBuffer.allocate(4)));
        poll();
        socket.receives.add(2);
        facility.signal(socket, READ);
        assertEquals(List.of("received into 2"), poll());
        socket.receives.add(3);
        facility.signal(socket, READ);
        facility.signal(socket, READ);
        assertEquals(List.of(), poll());
        assertEquals(3, stream.receive(ByteBuffer.allocate(4)), "tried, as there is something");
        poll();
        assertEquals(List.of(READ, 0), socket.waitedFor);
        assertEquals(Backend.PENDING, stream.receive(ByteBuffer.allocate(4)));
        poll();
        assertEquals(List.of(READ, 0, READ), socket.waitedFor);
    }

    @Test
    void aWritableEdgeWithoutASendIsAskedForAgain() throws IOException {
        socket.sends.add(1);
        ByteBuffer[] buffers = {ByteBuffer.allocate(9)};
        stream.send(buffers, 1);
        assertEquals(Backend.PENDING, stream.send(buffers, 1));
        poll();
        socket.sends.add(4);
        facility.signal(socket, WRITE);
        assertEquals(List.of("sent 4"), poll());
        facility.signal(socket, WRITE);
        assertEquals(List.of(), poll());
        socket.sends.add(0);
        assertEquals(Backend.PENDING, stream.send(buffers, 1));
        assertEquals(3, socket.calls, "tried, as the system had become writable");
        poll();
        assertEquals(List.of(WRITE, WRITE), socket.waitedFor);
    }

    @Test
    void connectionsBeyondTheBurstComeInTheNextPoll() throws IOException {
        FakeListener listening = new FakeListener();
        ReadinessListener listener = new ReadinessListener(backend, listening);
        listener.attach(recorder);
        listener.startAccept(2);
        poll();
        for (int i = 0; i < 3; i++) {
            listening.connections.add(new FakeStream());
        }
        facility.signal(listening, READ);
        assertEquals(List.of("accepted", "accepted"), poll());
        assertEquals(List.of("accepted"), poll());
        assertEquals(0L, facility.waits.getLast());
        for (int i = 0; i < 3; i++) {
            listening.connections.add(new FakeStream());
        }
        facility.signal(listening, READ);
        assertEquals(List.of("accepted", "accepted"), poll());
        listener.stopAccept();
        assertEquals(List.of(), poll());
        listener.startAccept(2);
        poll();
        assertEquals(List.of(READ, READ), listening.waitedFor, "another edge is asked for");
    }
}
