package weft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import weft.Future;
import weft.Server;
import weft.ServerOptions;
import weft.StreamProtocol;
import weft.Task;
import weft.spi.ResourceShortageException;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

class TcpServerTest {
    private final ScriptedLoop scripted = new ScriptedLoop();
    private final List<RecordingProtocol> protocols = new ArrayList<>();

    @AfterEach
    void close() {
        scripted.close();
    }

    private RecordingProtocol newProtocol() {
        RecordingProtocol protocol = new RecordingProtocol();
        protocols.add(protocol);
        return protocol;
    }

    private Future<Server> open(String host, int port, ServerOptions options) {
        return open(this::newProtocol, host, port, options);
    }

    private Future<Server> open(
            Supplier<? extends StreamProtocol> factory,
            String host,
            int port,
            ServerOptions options) {
        Future<Server> future = scripted.loop.createServerAsync(factory, host, port, options);
        scripted.steps(5);
        return future;
    }

    private Server serve() {
        return open("127.0.0.1", 80, ServerOptions.DEFAULTS).result();
    }

    private ScriptedListener listener() {
        return scripted.backend.listeners.get(0);
    }

    @Test
    void listensOnAllInterfacesOfBothFamilies() {
        Server server = open(null, 80, ServerOptions.DEFAULTS).result();
        assertEquals(
                List.of("SO_REUSEADDR true", "listen /0.0.0.0:80 100", "startAccept 101"),
                listener().calls);
        assertEquals(
                "listen /[0:0:0:0:0:0:0:0]:80 100", scripted.backend.listeners.get(1).calls.get(1));
        assertEquals(2, server.sockets().size());
        assertTrue(server.isServing());
    }

    @Test
    void dualStackListenerServesBothFamiliesAlone() {
        scripted.backend.dualStack = true;
        Server server = open("", 80, ServerOptions.DEFAULTS).result();
        assertEquals(List.of(new InetSocketAddress("::", 80)), server.sockets());
        assertTrue(listener().closed);
    }

    @Test
    void takenWildcardPortIsAnErrorOnADualStackBackendToo() throws IOException {
        scripted.backend.dualStack = true;
        scripted.backend.bind(new InetSocketAddress("::", 80));
        Throwable failure = open("", 80, ServerOptions.DEFAULTS).exception();
        assertInstanceOf(BindException.class, failure);
        assertTrue(scripted.backend.listeners.stream().allMatch(each -> each.closed));
    }

    @Test
    void missingFamilyIsSkipped() {
        scripted.backend.missingFamilies.add(StandardProtocolFamily.INET6);
        assertEquals(1, open(null, 0, ServerOptions.DEFAULTS).result().sockets().size());
    }

    @Test
    void unavailableAddressIsSkippedUnlessItIsTheOnlyOne() {
        scripted.backend.unavailableHosts.add("0:0:0:0:0:0:0:0");
        assertEquals(1, open(null, 0, ServerOptions.DEFAULTS).result().sockets().size());
        Throwable failure = open("::", 0, ServerOptions.DEFAULTS).exception();
        assertInstanceOf(BindException.class, failure);
        assertTrue(failure.getMessage().contains("Cannot assign"), failure.getMessage());
    }

    @Test
    void portInUseNamesTheAddressAndClosesTheRest() throws IOException {
        scripted.backend.bind(new InetSocketAddress("::", 80));
        Throwable failure = open(null, 80, ServerOptions.DEFAULTS).exception();
        assertInstanceOf(BindException.class, failure);
        assertEquals(
                "error while attempting to bind on address /[0:0:0:0:0:0:0:0]:80:"
                        + " address already in use",
                failure.getMessage());
        assertTrue(scripted.backend.listeners.stream().allMatch(each -> each.closed));
    }

    @Test
    void wrongPortsAndHostsAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> open("127.0.0.1", 65_536, ServerOptions.DEFAULTS));
        assertThrows(
                IllegalArgumentException.class,
                () -> open("127.0.0.1", -1, ServerOptions.DEFAULTS));
        assertInstanceOf(
                UnknownHostException.class, open("::x", 80, ServerOptions.DEFAULTS).exception());
        assertInstanceOf(
                UnknownHostException.class,
                open(
                                "127.0.0.1",
                                80,
                                ServerOptions.DEFAULTS.withFamily(StandardProtocolFamily.INET6))
                        .exception());
    }

    @Test
    void connectionsGetAProtocolEachAndAreCounted() {
        Server server = serve();
        ScriptedStream first = listener().arrive();
        listener().arrive();
        scripted.step();
        assertEquals(2, protocols.size());
        assertEquals(List.of(), protocols.get(0).events, "made in the next iteration");
        scripted.step();
        assertEquals(List.of("made"), protocols.get(0).events);
        assertTrue(first.isReceiving());

        server.close();
        Future<Void> gone = server.waitClosedAsync();
        assertEquals(List.of(), server.sockets());
        assertFalse(server.isServing());
        assertThrows(IllegalStateException.class, server::startServing);
        first.arrive("still served");
        scripted.steps(2);
        assertEquals(List.of("made", "data still served"), protocols.get(0).events);
        protocols.get(0).transport.close();
        scripted.steps(2);
        assertFalse(gone.done());
        protocols.get(1).transport.abort();
        scripted.steps(2);
        assertTrue(gone.done());
        assertTrue(server.waitClosedAsync().done());
    }

    @Test
    void clientsCanBeClosedAndAborted() {
        Server server = serve();
        List<ScriptedStream> streams = List.of(listener().arrive(), listener().arrive());
        scripted.steps(2);
        streams.get(0).window = 0;
        scripted.call(() -> protocols.get(0).transport.write(RecordingProtocol.bytes(3)));
        scripted.call(server::closeClients);
        scripted.steps(2);
        assertFalse(streams.get(0).closed, "its bytes are still being sent");
        assertTrue(streams.get(1).closed);
        scripted.call(server::abortClients);
        scripted.steps(2);
        assertTrue(streams.get(0).closed);
    }

    @Test
    void whatWasAcceptedButNotHandedOverIsClosedWithTheServer() throws IOException {
        Server server = serve();
        ScriptedStream stream = listener().arrive();
        scripted.backend.poll(0);
        server.close();
        scripted.steps(2);
        assertTrue(stream.closed);
        assertEquals(List.of(), protocols);
    }

    @Test
    void failingFactoryCostsItsOwnConnectionOnly() {
        List<RuntimeException> failures = new ArrayList<>(List.of(new IllegalStateException("no")));
        Supplier<RecordingProtocol> factory =
                () -> {
                    if (!failures.isEmpty()) {
                        throw failures.remove(0);
                    }
                    return newProtocol();
                };
        open(factory, "127.0.0.1", 80, ServerOptions.DEFAULTS.withKeepAlive(true));
        ScriptedStream failed = listener().arrive();
        ScriptedStream served = listener().arrive();
        scripted.steps(2);
        assertTrue(failed.closed);
        assertEquals(
                List.of("Error on transport creation for incoming connection"),
                scripted.reportedMessages());
        assertEquals(List.of("SO_KEEPALIVE true", "startReceive"), served.calls);
    }

    @Test
    void shortageOfDescriptorsStopsAcceptingForASecond() {
        serve();
        listener().calls.clear();
        listener().fail(new ResourceShortageException("accept: none left"));
        scripted.step();
        assertEquals(
                List.of("socket.accept() out of system resource"), scripted.reportedMessages());
        scripted.backend.nowNanos += TcpListener.RETRY_DELAY.toNanos() - 1;
        scripted.steps(2);
        assertEquals(List.of(), listener().calls);
        scripted.backend.nowNanos += 1;
        scripted.step();
        assertEquals(List.of("startAccept 101"), listener().calls);
    }

    @Test
    void closedServerDoesNotTryAgain() {
        Server server = serve();
        listener().fail(new ResourceShortageException("accept: none left"));
        scripted.step();
        server.close();
        listener().calls.clear();
        scripted.backend.nowNanos += TcpListener.RETRY_DELAY.toNanos();
        scripted.steps(2);
        assertEquals(List.of(), listener().calls);
    }

    @Test
    void otherFailuresAreReportedAndDoNotSpin() {
        serve();
        listener().calls.clear();
        listener().fail(new IOException("accept: Too many open files, it says"));
        scripted.step();
        assertEquals(List.of("socket.accept() failed"), scripted.reportedMessages());
        assertEquals(List.of("startAccept 101"), listener().calls);
        listener().fail(new IOException("accept: Too many open files, it says"));
        scripted.step();
        assertEquals(1, listener().calls.size());
        scripted.backend.nowNanos += TcpListener.RETRY_DELAY.toNanos();
        scripted.step();
        assertEquals(2, listener().calls.size());
    }

    @Test
    void serverCanBeStartedLater() {
        Server server =
                open("127.0.0.1", 80, ServerOptions.DEFAULTS.withStartServing(false)).result();
        assertFalse(server.isServing());
        assertEquals(2, listener().calls.size());
        server.startServing();
        server.startServing();
        assertEquals("startAccept 101", listener().calls.get(2));
        assertEquals(3, listener().calls.size());
    }

    @Test
    void serveForeverEndsWithItsTaskAndWaitsForConnections() {
        Server server = serve();
        Task<Void> task = scripted.loop.createTask(server::serveForever);
        ScriptedStream stream = listener().arrive();
        scripted.steps(3);
        Task<Void> second = scripted.loop.createTask(server::serveForever);
        scripted.steps(2);
        assertInstanceOf(IllegalStateException.class, second.exception());
        task.cancel();
        scripted.steps(4);
        assertTrue(listener().closed);
        assertFalse(task.done());
        stream.end();
        scripted.steps(6);
        assertTrue(task.cancelled());
        scripted.call(() -> assertThrows(IllegalStateException.class, server::serveForever));
        assertEquals(List.of(), scripted.reports);
    }

    @Test
    void serveForeverIsForCoroutinesOnly() {
        Server server =
                open("127.0.0.1", 80, ServerOptions.DEFAULTS.withStartServing(false)).result();
        scripted.call(() -> assertThrows(IllegalStateException.class, server::serveForever));
        assertFalse(server.isServing());
        assertEquals(List.of(), scripted.reports);
    }

    @Test
    void cancelledOpeningLeavesNothing() {
        Future<Server> future =
                scripted.loop.createServerAsync(
                        this::newProtocol, "127.0.0.1", 80, ServerOptions.DEFAULTS);
        future.cancel();
        scripted.steps(3);
        assertEquals(List.of(), scripted.backend.listeners);
    }
}
