package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;

/** Rules of listening and accepting, of addresses and options. */
interface ListenerRules extends BackendFixture {
    /** Opens so many clients that connect, without waiting for them. */
    private List<StreamRecorder> connectMany(ListenerRecorder listener, int count)
            throws IOException {
        List<StreamRecorder> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StreamRecorder client = driver().open();
            client.endpoint().connect(listener.address());
            clients.add(client);
        }
        return clients;
    }

    /** Closes clients, and everything a listener accepted, and the listener. */
    private void closeAll(List<StreamRecorder> clients, ListenerRecorder listener)
            throws IOException {
        for (StreamEndpoint accepted : listener.accepted()) {
            driver().close(driver().record(accepted));
        }
        driver().close(clients.toArray(EventRecorder[]::new));
        driver().close(listener);
    }

    /** Port 0 takes a free port, which the listener then knows; two listeners get two. */
    @Test
    default void portZeroBecomesReal() throws IOException {
        ListenerRecorder one = driver().listen(1);
        ListenerRecorder two = driver().listen(1);
        assertTrue(one.address().getPort() > 0);
        assertNotEquals(one.address().getPort(), two.address().getPort());
        assertEquals("127.0.0.1", one.address().getAddress().getHostAddress());
        driver().close(one, two);
    }

    /** An address in use is a BindException that names it. */
    @Test
    default void usedPortFails() throws IOException {
        ListenerRecorder first = driver().listen(1);
        int port = first.address().getPort();
        ListenerRecorder second =
                new ListenerRecorder(driver(), backend().openListener(StandardProtocolFamily.INET));
        second.endpoint().attach(second);
        BindException failure =
                assertThrows(
                        BindException.class,
                        () -> second.endpoint().listen(BackendDriver.loopback(port), 1));
        BackendFixture.assertNames(String.valueOf(port), failure);
        BackendFixture.assertNames("in use", failure);
        driver().close(first, second);
    }

    /** No poll delivers more connections than the burst, and all arrive in the end. */
    @Test
    default void acceptsInBursts() throws IOException {
        ListenerRecorder listener = driver().listen(32);
        List<StreamRecorder> clients = connectMany(listener, 10);
        listener.endpoint().startAccept(3);
        listener.endpoint().startAccept(3);
        while (listener.accepted().size() < 10) {
            int before = listener.accepted().size();
            driver().poll(20_000_000);
            int burst = listener.accepted().size() - before;
            assertTrue(burst <= 3, () -> burst + " connections in one poll");
        }
        driver().pollUntil("the clients", () -> clients.stream().allMatch(c -> c.isConnected()));
        closeAll(clients, listener);
    }

    /** After accepting has stopped connections wait in the backlog until it starts again. */
    @Test
    default void stoppedListenerHoldsConnections() throws IOException {
        ListenerRecorder listener = driver().listen(8);
        listener.endpoint().startAccept(8);
        List<StreamRecorder> clients = connectMany(listener, 1);
        driver().pollUntil("a connection", () -> listener.accepted().size() == 1);
        listener.endpoint().stopAccept();
        listener.endpoint().stopAccept();
        settle();
        clients.addAll(connectMany(listener, 2));
        settle();
        assertEquals(1, listener.accepted().size(), "accepted after the stop took effect");
        listener.endpoint().startAccept(8);
        driver().pollUntil("the others", () -> listener.accepted().size() == 3);
        closeAll(clients, listener);
    }

    /** Connections that came before accepting began are accepted. */
    @Test
    default void backlogIsServed() throws IOException {
        ListenerRecorder listener = driver().listen(8);
        List<StreamRecorder> clients = connectMany(listener, 4);
        driver().pollUntil("the clients", () -> clients.stream().allMatch(c -> c.isConnected()));
        listener.endpoint().startAccept(8);
        driver().pollUntil("the backlog", () -> listener.accepted().size() == 4);
        closeAll(clients, listener);
    }

    /** A connection may be closed in the very event that hands it over. */
    @Test
    default void acceptedConnectionMayBeClosedAtOnce() throws IOException {
        ListenerRecorder listener = driver().listen(8);
        listener.react(
                event -> {
                    if (event.equals("accepted")) {
                        listener.accepted().get(listener.accepted().size() - 1).close();
                    }
                });
        listener.endpoint().startAccept(8);
        List<StreamRecorder> clients = connectMany(listener, 3);
        for (StreamRecorder client : clients) {
            driver().pollUntil("the connect", client::isConnected);
            client.endpoint().startReceive();
            driver().pollUntil("the end", () -> client.isEnded() || client.failures() > 0);
        }
        driver().close(clients.toArray(EventRecorder[]::new));
        driver().close(listener);
    }

    /** Connections that are accepted already and wait for a later poll end with the backend. */
    @Test
    default void backendClosesConnectionsThatWaitForALaterPoll() throws IOException {
        ListenerRecorder listener = driver().listen(8);
        List<StreamRecorder> clients = connectMany(listener, 6);
        driver().pollUntil("the clients", () -> clients.stream().allMatch(c -> c.isConnected()));
        listener.endpoint().startAccept(1);
        driver().pollUntil("a connection", () -> !listener.accepted().isEmpty());
        backend().close();
        assertEquals(1, listener.accepted().size()); // descriptors are counted after each test
    }

    /** A client that is gone before it is accepted does no harm. */
    @Test
    default void vanishedClientDoesNoHarm() throws IOException {
        ListenerRecorder listener = driver().listen(8);
        StreamRecorder gone = driver().open();
        gone.endpoint().connect(listener.address());
        driver().pollUntil("the connect", gone::isConnected);
        gone.endpoint().setOption(StandardSocketOptions.SO_LINGER, 0);
        driver().close(gone);
        listener.endpoint().startAccept(8);
        List<StreamRecorder> clients = connectMany(listener, 1);
        driver().pollUntil(
                        "the next client",
                        () ->
                                listener.accepted().stream()
                                        .anyMatch(
                                                each ->
                                                        clients.get(0)
                                                                .endpoint()
                                                                .localAddress()
                                                                .equals(each.remoteAddress())));
        closeAll(clients, listener);
    }

    /** A closed listener's port is free at once. */
    @Test
    default void closedListenerFreesItsPort() throws IOException {
        ListenerRecorder first = driver().listen(1);
        InetSocketAddress address = first.address();
        driver().close(first);
        ListenerRecorder second = driver().listen(address, 1);
        assertEquals(address, second.address());
        driver().close(second);
    }

    /** Everything works over IPv6 as well. */
    @Test
    default void worksOverIpv6() throws IOException {
        Assumptions.assumeTrue(hasIpv6(), "SKIPPED: this machine has no IPv6 loopback address");
        InetAddress loopback = InetAddress.getAllByName("::1")[0];
        ListenerRecorder listener = driver().listen(new InetSocketAddress(loopback, 0), 4);
        assertTrue(listener.address().getAddress() instanceof Inet6Address);
        listener.endpoint().startAccept(4);
        StreamRecorder client = driver().record(backend().openStream(StandardProtocolFamily.INET6));
        client.endpoint().connect(listener.address());
        driver().pollUntil("a connection", () -> !listener.accepted().isEmpty());
        driver().pollUntil("the connect", client::isConnected);
        StreamRecorder server = driver().record(listener.accepted().get(0));
        server.endpoint().startReceive();
        client.sendAll("six");
        server.pollUntilReceived(3);
        assertEquals("six", server.text());
        assertEquals(client.endpoint().localAddress(), server.endpoint().remoteAddress());
        driver().close(client, server, listener);
    }

    private static boolean hasIpv6() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(each -> each instanceof Inet6Address && each.isLoopbackAddress());
    }

    /** The options every transport needs can be set and read back. */
    @Test
    default void optionsCanBeSet() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        StreamEndpoint stream = pair.client().endpoint();
        for (SocketOption<Boolean> option :
                List.of(
                        StandardSocketOptions.TCP_NODELAY,
                        StandardSocketOptions.SO_KEEPALIVE,
                        StandardSocketOptions.SO_REUSEADDR)) {
            stream.setOption(option, true);
            assertEquals(true, stream.getOption(option), option.name());
            stream.setOption(option, false);
            assertEquals(false, stream.getOption(option), option.name());
        }
        for (SocketOption<Integer> option :
                List.of(StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_SNDBUF)) {
            stream.setOption(option, 40_000);
            int size = stream.getOption(option);
            assertTrue(size >= 40_000, () -> option.name() + " is " + size); // Linux doubles it
        }
        driver().close(pair.client(), pair.server());
    }

    /** A listener's options can be set before it listens. */
    @Test
    default void listenerOptionsCanBeSet() throws IOException {
        ListenerRecorder listener =
                new ListenerRecorder(driver(), backend().openListener(StandardProtocolFamily.INET));
        listener.endpoint().attach(listener);
        listener.endpoint().setOption(StandardSocketOptions.SO_REUSEADDR, true);
        assertEquals(true, listener.endpoint().getOption(StandardSocketOptions.SO_REUSEADDR));
        listener.endpoint().listen(BackendDriver.loopback(0), 1);
        driver().close(listener);
    }

    /** An unknown option is an error, not silence. */
    @Test
    default void unknownOptionFails() throws IOException {
        StreamRecorder stream = driver().open();
        SocketOption<Integer> unknown =
                new SocketOption<>() {
                    @Override
                    public String name() {
                        return "SO_NO_SUCH_OPTION";
                    }

                    @Override
                    public String toString() {
                        return name();
                    }

                    @Override
                    public Class<Integer> type() {
                        return Integer.class;
                    }
                };
        UnsupportedOperationException failure =
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> stream.endpoint().setOption(unknown, 1));
        BackendFixture.assertNames("SO_NO_SUCH_OPTION", failure);
        driver().close(stream);
    }
}
