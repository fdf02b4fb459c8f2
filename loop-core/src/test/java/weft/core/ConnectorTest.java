package weft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import weft.Connection;
import weft.ConnectionOptions;
import weft.Future;
import weft.spi.Operation;

import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;

class ConnectorTest {
    private final ScriptedLoop scripted = new ScriptedLoop();
    private final RecordingProtocol protocol = new RecordingProtocol();

    @AfterEach
    void close() {
        scripted.close();
    }

    private Future<Connection<RecordingProtocol>> connect(String host, ConnectionOptions options) {
        Future<Connection<RecordingProtocol>> future =
                scripted.loop.createConnectionAsync(() -> protocol, host, 80, options);
        scripted.step();
        return future;
    }

    private Future<Connection<RecordingProtocol>> connect(String host) {
        return connect(host, ConnectionOptions.DEFAULTS);
    }

    private ScriptedStream stream(int index) {
        return scripted.backend.streams.get(index);
    }

    @Test
    void connectionIsMadeThenReceivesThenTheFutureIsDone() {
        Future<Connection<RecordingProtocol>> future = connect("127.0.0.1");
        future.addDoneCallback(done -> protocol.events.add("done"));
        protocol.onMade =
                () -> {
                    assertFalse(future.done());
                    assertFalse(stream(0).isReceiving());
                    scripted.loop.callSoon(() -> protocol.events.add("scheduled"));
                };
        assertEquals(List.of("connect /127.0.0.1:80"), stream(0).calls);
        stream(0).establish();
        scripted.step();
        assertEquals(List.of(), protocol.events);
        scripted.step();
        assertTrue(future.done());
        assertTrue(stream(0).isReceiving());
        scripted.step();
        assertEquals(List.of("made", "scheduled", "done"), protocol.events);
        assertSame(protocol, future.result().protocol());
        assertSame(protocol.transport, future.result().transport());
        assertEquals(
                new InetSocketAddress("127.0.0.1", 80),
                protocol.transport.getExtraInfo("peername"));
        assertTrue(stream(0).calls.contains("TCP_NODELAY true"));
    }

    @Test
    void refusalIsTheFailureAndClosesTheSocket() {
        Future<Connection<RecordingProtocol>> future = connect("127.0.0.1");
        ConnectException refusal = new ConnectException("connect: Connection refused");
        stream(0).fail(Operation.CONNECT, refusal);
        scripted.step();
        assertSame(refusal, future.exception());
        assertTrue(stream(0).closed);
        assertEquals(List.of(), protocol.events);
    }

    @Test
    void addressesOfANameAreTriedInTurnAndFailuresCombined() {
        Future<Connection<RecordingProtocol>> future =
                scripted.loop.createConnectionAsync(
                        () -> protocol, "localhost", 80, ConnectionOptions.DEFAULTS);
        scripted.backend.onOpen =
                stream ->
                        scripted.loop.callSoon(
                                () ->
                                        stream.fail(
                                                Operation.CONNECT,
                                                new ConnectException(
                                                        "refused " + stream.remoteAddress())));
        // The look-up is made by another thread, which wakes the loop.
        assertThrows(ConnectException.class, () -> scripted.loop.runUntilComplete(future));
        int tried = scripted.backend.streams.size();
        assertInstanceOf(ConnectException.class, future.exception());
        assertTrue(scripted.backend.streams.stream().allMatch(each -> each.closed));
        assertTrue(future.exception().getMessage().contains("localhost/127.0.0.1:80"));
        assertEquals(
                tried > 1, future.exception().getMessage().startsWith("Multiple exceptions: "));
    }

    @Test
    void localAddressIsBoundFirst() {
        connect("127.0.0.1", new ConnectionOptions(new InetSocketAddress("127.0.0.2", 0), null));
        assertEquals(List.of("bind /127.0.0.2:0", "connect /127.0.0.1:80"), stream(0).calls);
    }

    @Test
    void localAddressOfAnotherFamilyFails() {
        Future<Connection<RecordingProtocol>> future =
                connect("127.0.0.1", new ConnectionOptions(new InetSocketAddress("::1", 0), null));
        assertEquals(
                "no matching local address with family=INET found",
                future.exception().getMessage());
        assertTrue(stream(0).closed);
    }

    @Test
    void familyIsRespected() {
        Future<Connection<RecordingProtocol>> future =
                connect("127.0.0.1", new ConnectionOptions(null, StandardProtocolFamily.INET6));
        assertInstanceOf(UnknownHostException.class, future.exception());
    }

    @Test
    void missingFamilyIsAFailure() {
        scripted.backend.missingFamilies.add(StandardProtocolFamily.INET);
        assertTrue(connect("127.0.0.1").exception().getMessage().contains("family"));
    }

    @Test
    void wrongArgumentsAreRefusedAtOnce() {
        assertThrows(IllegalArgumentException.class, () -> connect(""));
        assertThrows(NullPointerException.class, () -> connect(null));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        scripted.loop.createConnectionAsync(
                                () -> protocol, "127.0.0.1", 0, ConnectionOptions.DEFAULTS));
    }

    @Test
    void cancellingClosesWhatIsUnderWay() {
        Future<Connection<RecordingProtocol>> future = connect("127.0.0.1");
        future.cancel();
        scripted.steps(2);
        assertTrue(stream(0).closed);
    }

    @Test
    void cancellingAsTheConnectionArrivesClosesIt() {
        Future<Connection<RecordingProtocol>> future = connect("127.0.0.1");
        stream(0).establish();
        scripted.loop.callSoon(future::cancel);
        scripted.steps(3);
        assertTrue(stream(0).closed);
        assertTrue(future.cancelled());
    }

    @Test
    void cancellingBeforeConnectionMadeClosesTheTransport() {
        Future<Connection<RecordingProtocol>> future = connect("127.0.0.1");
        stream(0).establish();
        scripted.step();
        future.cancel();
        scripted.steps(3);
        assertEquals(List.of("made", "lost null"), protocol.events);
        assertTrue(stream(0).closed);
    }

    @Test
    void failingFactoryFailsTheFuture() {
        IllegalStateException thrown = new IllegalStateException("no");
        Future<Connection<RecordingProtocol>> future =
                scripted.loop.createConnectionAsync(
                        () -> {
                            throw thrown;
                        },
                        "127.0.0.1",
                        80,
                        ConnectionOptions.DEFAULTS);
        scripted.step();
        stream(0).establish();
        scripted.steps(2);
        assertSame(thrown, future.exception());
        assertTrue(stream(0).closed);
    }

    @Test
    void refusedBindNamesTheAddressOnce() {
        scripted.backend.refuseBind =
                new BindException("bind /127.0.0.2:99: Permission denied (EACCES)");
        Future<Connection<RecordingProtocol>> future =
                connect(
                        "127.0.0.1",
                        new ConnectionOptions(new InetSocketAddress("127.0.0.2", 99), null));
        assertEquals(
                "error while attempting to bind on address /127.0.0.2:99: Permission denied"
                        + " (EACCES)",
                future.exception().getMessage());
    }

    @Test
    void refusedBindNamesTheAddress() {
        scripted.backend.refuseBind = new BindException("bind: Address already in use");
        Future<Connection<RecordingProtocol>> future =
                connect(
                        "127.0.0.1",
                        new ConnectionOptions(new InetSocketAddress("127.0.0.2", 99), null));
        assertEquals(
                "error while attempting to bind on address /127.0.0.2:99: address already in use",
                future.exception().getMessage());
    }
}
