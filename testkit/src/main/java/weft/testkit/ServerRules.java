package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import weft.Asyncio;
import weft.CancelledError;
import weft.Future;
import weft.Server;
import weft.ServerOptions;
import weft.Task;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Rules of servers, and of connections that cannot be made. */
interface ServerRules extends LoopFixture {
    String HOST = "127.0.0.1";

    private Server serve(List<RecordingProtocol> accepted) {
        return loop().createServer(RecordingProtocol.addingTo(accepted), HOST, 0);
    }

    private RecordingProtocol connect(Server server) {
        RecordingProtocol client = new RecordingProtocol();
        loop().createConnection(() -> client, HOST, TransportRules.portOf(server));
        return client;
    }

    /** Closing a server leaves its connections, and waitClosed waits for them. */
    @Test
    default void closedServerKeepsItsConnections() {
        List<RecordingProtocol> accepted = new ArrayList<>();
        run(
                () -> {
                    Server server = serve(accepted);
                    assertTrue(server.isServing());
                    assertSame(loop(), server.getLoop());
                    RecordingProtocol client = connect(server);
                    waitUntil("the connection", () -> accepted.size() == 1);
                    int port = TransportRules.portOf(server);
                    server.close();
                    server.close();
                    assertFalse(server.isServing());
                    assertEquals(List.of(), server.sockets());
                    Future<Void> closed = server.waitClosedAsync();
                    client.transport().write("still here".getBytes(US_ASCII));
                    waitUntil("the data", () -> accepted.get(0).text().equals("still here"));
                    assertFalse(closed.done());
                    assertThrows(
                            ConnectException.class,
                            () -> loop().createConnection(RecordingProtocol::new, HOST, port));
                    client.transport().close();
                    closed.await();
                    waitUntil("the client's end", () -> client.lost);
                });
    }

    /** closeClients and abortClients end the connections a server accepted. */
    @Test
    default void serverEndsItsConnections() {
        for (boolean abort : new boolean[] {false, true}) {
            List<RecordingProtocol> accepted = new ArrayList<>();
            run(
                    () -> {
                        Server server = serve(accepted);
                        List<RecordingProtocol> clients = List.of(connect(server), connect(server));
                        waitUntil("the connections", () -> accepted.size() == 2);
                        server.close();
                        if (abort) {
                            server.abortClients();
                        } else {
                            server.closeClients();
                        }
                        server.waitClosed();
                        waitUntil("the ends", () -> clients.stream().allMatch(each -> each.lost));
                        assertTrue(accepted.stream().allMatch(each -> each.lost));
                        accepted.forEach(each -> assertEquals(List.of(), each.violations));
                    });
        }
    }

    /** A server that was not started accepts only when it is. */
    @Test
    default void serverStartsLater() {
        List<RecordingProtocol> accepted = new ArrayList<>();
        run(
                () -> {
                    Server server =
                            loop().createServer(
                                            RecordingProtocol.addingTo(accepted),
                                            HOST,
                                            0,
                                            ServerOptions.DEFAULTS.withStartServing(false));
                    assertFalse(server.isServing());
                    server.startServing();
                    server.startServing();
                    assertTrue(server.isServing());
                    RecordingProtocol client = connect(server);
                    waitUntil("the connection", () -> accepted.size() == 1);
                    client.transport().abort();
                    server.close();
                    server.waitClosed();
                    waitUntil("the client's end", () -> client.lost);
                    assertThrows(IllegalStateException.class, server::startServing);
                });
    }

    /** serveForever lasts until it is cancelled, and then closes the server. */
    @Test
    default void serveForeverEndsByCancel() {
        run(
                () -> {
                    Server server = serve(new ArrayList<>());
                    Task<Void> serving = Asyncio.createTask(() -> server.serveForever());
                    Asyncio.sleep(STEP);
                    assertTrue(server.isServing());
                    assertThrows(IllegalStateException.class, server::serveForever);
                    serving.cancel();
                    assertThrows(CancelledError.class, serving::await);
                    assertFalse(server.isServing());
                });
    }

    /** A hundred clients at once are all accepted, with a backlog that has room for them. */
    @Test
    default void manyClientsAreAccepted() {
        List<RecordingProtocol> accepted = new ArrayList<>();
        run(
                () -> {
                    Server server =
                            loop().createServer(
                                            RecordingProtocol.addingTo(accepted),
                                            HOST,
                                            0,
                                            ServerOptions.DEFAULTS.withBacklog(100));
                    List<Task<RecordingProtocol>> clients = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        clients.add(Asyncio.createTask(() -> connect(server)));
                    }
                    for (Task<RecordingProtocol> client : clients) {
                        client.await().transport().close();
                    }
                    waitUntil("the connections", () -> accepted.size() == 100);
                    server.close();
                    server.waitClosed();
                    waitUntil(
                            "the clients' ends",
                            () -> clients.stream().allMatch(each -> each.result().lost));
                });
    }

    /** An address in use fails with a BindException that names it, and leaves nothing open. */
    @Test
    default void usedPortFails() {
        run(
                () -> {
                    Server first = serve(new ArrayList<>());
                    int port = TransportRules.portOf(first);
                    BindException failure =
                            assertThrows(
                                    BindException.class,
                                    () -> loop().createServer(RecordingProtocol::new, HOST, port));
                    LoopFixture.assertSays(String.valueOf(port), failure);
                    first.close();
                    first.waitClosed();
                    Server second = loop().createServer(RecordingProtocol::new, HOST, port);
                    second.close();
                    second.waitClosed();
                });
    }

    /** A refused connection fails with a ConnectException that names the address. */
    @Test
    default void refusedConnectionFails() {
        run(
                () -> {
                    Server server = serve(new ArrayList<>());
                    int port = TransportRules.portOf(server);
                    server.close();
                    server.waitClosed();
                    RecordingProtocol client = new RecordingProtocol();
                    ConnectException failure =
                            assertThrows(
                                    ConnectException.class,
                                    () -> loop().createConnection(() -> client, HOST, port));
                    LoopFixture.assertSays(String.valueOf(port), failure);
                    assertEquals(List.of(), client.log);
                });
    }

    /** Ports out of range are refused at once. */
    @Test
    default void portsOutOfRangeAreRefused() {
        run(
                () -> {
                    for (int port : new int[] {-1, 65_536}) {
                        IllegalArgumentException failure =
                                assertThrows(
                                        IllegalArgumentException.class,
                                        () ->
                                                loop().createServer(
                                                                RecordingProtocol::new,
                                                                HOST,
                                                                port));
                        LoopFixture.assertSays(String.valueOf(port), failure);
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> loop().createConnection(RecordingProtocol::new, HOST, port));
                    }
                });
    }

    /** A host that is no name and no address fails with an IOException that names it. */
    @Test
    default void badHostFails() {
        run(
                () -> {
                    IOException failure =
                            assertThrows(
                                    IOException.class,
                                    () ->
                                            loop().createConnection(
                                                            RecordingProtocol::new,
                                                            "not a host name",
                                                            80));
                    LoopFixture.assertSays("not a host name", failure);
                });
    }

    /** Cancelling a connection attempt ends it, and leaves nothing open. */
    @Test
    default void connectionAttemptCanBeCancelled() {
        run(
                () -> {
                    Server server = serve(new ArrayList<>());
                    RecordingProtocol client = new RecordingProtocol();
                    Task<Void> attempt =
                            Asyncio.createTask(
                                    () -> {
                                        loop().createConnection(
                                                        () -> client,
                                                        HOST,
                                                        TransportRules.portOf(server));
                                    });
                    Asyncio.sleep(Duration.ZERO);
                    attempt.cancel();
                    assertThrows(CancelledError.class, attempt::await);
                    server.close();
                    server.abortClients();
                    server.waitClosed();
                    if (client.isConnected()) {
                        waitUntil("the end", () -> client.lost);
                    }
                    assertNull(client.cause);
                });
    }

    /** A protocol factory that throws is reported, and the server lives on. */
    @Test
    default void failingFactoryDoesNotEndTheServer() {
        List<RecordingProtocol> accepted = new ArrayList<>();
        int[] calls = new int[1];
        run(
                () -> {
                    Server server =
                            loop().createServer(
                                            () -> {
                                                if (calls[0]++ == 0) {
                                                    throw new IllegalStateException("factory");
                                                }
                                                accepted.add(new RecordingProtocol());
                                                return accepted.get(0);
                                            },
                                            HOST,
                                            0);
                    RecordingProtocol unlucky = connect(server);
                    waitUntil("the unlucky one's end", () -> unlucky.lost);
                    RecordingProtocol lucky = connect(server);
                    waitUntil("the connection", () -> accepted.size() == 1);
                    lucky.transport().close();
                    server.close();
                    server.waitClosed();
                    waitUntil("the end", () -> lucky.lost);
                });
        assertEquals("factory", takeOnlyReport().exception().getMessage());
    }

    /** What waits in a coroutine begins nothing when it is called elsewhere. */
    @Test
    default void nothingIsOpenedForWhoCannotWait() {
        List<Throwable> failures = new ArrayList<>();
        List<RecordingProtocol> made = new ArrayList<>();
        int[] port = new int[1];
        Executable server = () -> loop().createServer(RecordingProtocol::new, HOST, port[0]);
        Executable client = () -> loop().createConnection(RecordingProtocol::new, HOST, port[0]);
        Runnable callback =
                () -> {
                    failures.add(assertThrows(IllegalStateException.class, server));
                    failures.add(assertThrows(IllegalStateException.class, client));
                };
        run(
                () -> {
                    Server former = serve(made);
                    port[0] = TransportRules.portOf(former);
                    former.close();
                    former.waitClosed();
                    loop().callSoon(callback);
                    waitUntil("the callback", () -> failures.size() == 2);
                    assertThrows(ConnectException.class, client);
                });
        assertEquals(List.of(), made);
        LoopFixture.assertSays("createServer outside a coroutine", failures.get(0));
        LoopFixture.assertSays("use createServerAsync()", failures.get(0));
        LoopFixture.assertSays("createConnection outside a coroutine", failures.get(1));
    }
}
