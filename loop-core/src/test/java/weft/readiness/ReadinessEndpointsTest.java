package weft.readiness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.readiness.FakeFacility.PEER;
import static weft.readiness.Pollable.READ;
import static weft.readiness.Pollable.WRITE;

import org.junit.jupiter.api.Test;

import weft.readiness.FakeFacility.FakeBorrowed;
import weft.readiness.FakeFacility.FakeListener;
import weft.readiness.FakeFacility.FakePollable;
import weft.readiness.FakeFacility.FakeStream;
import weft.spi.Capability;
import weft.spi.Descriptor;
import weft.spi.ResourceShortageException;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.util.List;

/** Listeners, watches and borrowed sockets. */
class ReadinessEndpointsTest {
    private final FakeFacility facility = new FakeFacility(false);
    private final ReadinessBackend backend = new ReadinessBackend(facility);
    private final Recorder recorder = new Recorder();

    private List<String> poll() throws IOException {
        backend.poll(-1);
        return recorder.take();
    }

    @Test
    void aBurstOfConnectionsIsBounded() throws IOException {
        FakeListener socket = new FakeListener();
        ReadinessListener listener = new ReadinessListener(backend, socket);
        listener.attach(recorder);
        listener.startAccept(2);
        poll();
        for (int i = 0; i < 3; i++) {
            socket.connections.add(new FakeStream());
        }
        facility.signal(socket, READ);
        assertEquals(List.of("accepted", "accepted"), poll());
        assertEquals(List.of(), poll(), "the listener is still ready and reports again");
        facility.signal(socket, READ);
        assertEquals(List.of("accepted"), poll());
        assertEquals(PEER, recorder.accepted.getFirst().remoteAddress());
        assertThrows(IllegalArgumentException.class, () -> listener.startAccept(0));
    }

    @Test
    void runningOutOfDescriptorsEndsAcceptingUntilItIsStartedAgain() throws IOException {
        FakeListener socket = new FakeListener();
        ReadinessListener listener = new ReadinessListener(backend, socket);
        listener.attach(recorder);
        listener.startAccept(5);
        poll();
        socket.connections.add(new FakeStream());
        socket.connections.add(new IOException("Too many open files"));
        facility.signal(socket, READ);
        assertEquals(List.of("accepted", "ACCEPT failed"), poll());
        assertTrue(recorder.failure.getMessage().startsWith("accept on " + PEER), "names it");
        assertTrue(recorder.failure.getMessage().endsWith("ulimit -n"), "says what helps");
        assertInstanceOf(ResourceShortageException.class, recorder.failure);
        poll();
        assertEquals(List.of(READ, 0), socket.waitedFor);
        listener.startAccept(5);
        poll();
        assertEquals(List.of(READ, 0, READ), socket.waitedFor);
    }

    @Test
    void aListenerThatStopsInsideAnEventAcceptsNoMore() throws IOException {
        FakeListener socket = new FakeListener();
        ReadinessListener listener = new ReadinessListener(backend, socket);
        listener.attach(recorder);
        listener.startAccept(5);
        poll();
        socket.connections.add(new FakeStream());
        socket.connections.add(new FakeStream());
        recorder.atFirstEvent = listener::stopAccept;
        facility.signal(socket, READ);
        assertEquals(List.of("accepted"), poll());
        assertEquals(1, socket.connections.size());
    }

    @Test
    void listeningNamesTheAddress() {
        ReadinessListener listener = new ReadinessListener(backend, new FakeListener());
        IOException e = assertThrows(IOException.class, () -> listener.listen(PEER, 1));
        assertInstanceOf(BindException.class, e);
        assertEquals("bind " + PEER + ": Address already in use", e.getMessage());
    }

    @Test
    void aWatchPassesOnWhatIsWatchedAndLeavesTheDescriptorOpen() throws IOException {
        FakePollable watched = new FakePollable();
        ReadinessWatch watch = new ReadinessWatch(backend, watched, recorder);
        watch.watch(READ);
        poll();
        facility.signal(watched, READ | WRITE);
        assertEquals(List.of("ready 1"), poll());
        watch.watch(READ | WRITE);
        watch.watch(0);
        poll();
        facility.signal(watched, READ);
        assertEquals(List.of(), poll());
        assertEquals(List.of(READ, 0), watched.waitedFor);
        watch.close();
        assertEquals(List.of("closed"), poll());
        assertTrue(watched.released);
        assertFalse(watched.closed);
        assertThrows(IllegalArgumentException.class, () -> watch.watch(8));
    }

    @Test
    void aWatchThatTheSystemRefusesFails() throws IOException {
        FakePollable watched = new FakePollable();
        watched.refusal = new IOException("Operation not permitted");
        new ReadinessWatch(backend, watched, recorder).watch(READ);
        assertEquals(List.of("WATCH failed"), poll());
        assertEquals("watch: Operation not permitted", recorder.failure.getMessage());
    }

    @Test
    void aBorrowedSocketReportsEachReadinessOnce() throws IOException {
        FakeBorrowed socket = new FakeBorrowed();
        ReadinessSocket borrowed = new ReadinessSocket(backend, socket);
        borrowed.attach(recorder);
        borrowed.awaitReadable();
        borrowed.awaitWritable();
        borrowed.cancelWritable();
        poll();
        facility.signal(socket, READ | WRITE);
        facility.signal(socket, READ | WRITE);
        assertEquals(List.of("readable"), poll());
        poll();
        assertEquals(List.of(READ, 0), socket.waitedFor);
        ConnectException e =
                assertThrows(
                        ConnectException.class,
                        () -> {
                            borrowed.connect(PEER);
                            borrowed.finishConnect();
                        });
        assertEquals("connect " + PEER + ": Connection refused", e.getMessage());
        borrowed.close();
        assertEquals(List.of("closed"), poll());
        assertTrue(socket.released);
    }

    @Test
    void whatTheFacilityLacksThrowsItsName() {
        UnsupportedOperationException e =
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> backend.adoptStream(new Descriptor.OfNumber(5)));
        assertEquals(Capability.ADOPT.absentFrom("fake").getMessage(), e.getMessage());
        assertThrows(
                UnsupportedOperationException.class,
                () -> backend.openDatagram(StandardProtocolFamily.INET));
    }
}
