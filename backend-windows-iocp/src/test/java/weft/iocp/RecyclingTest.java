package weft.iocp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import weft.testkit.BackendDriver;
import weft.testkit.ListenerRecorder;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;

/** Sockets that serve one connection after another, on a kernel in memory. */
class RecyclingTest {
    /** Packets of a socket's last connection come along while it serves the next one. */
    private static final Temper HAUNTED = new Temper(0.5, 0.5, 0.3, true, 1, true);

    /** Both sides talk, the client ends, and the server follows: what sockets come back from. */
    private static BackendDriver.Pair talk(FakeDriver fake, ListenerRecorder listener)
            throws IOException {
        BackendDriver.Pair pair = fake.driver.connect(listener);
        pair.server().endpoint().startReceive();
        pair.client().endpoint().startReceive();
        pair.client().sendAll("question");
        pair.server().pollUntilReceived(8);
        pair.server().sendAll("answer");
        pair.client().pollUntilReceived(6);
        assertEquals("question", pair.server().text());
        assertEquals("answer", pair.client().text());
        pair.client().endpoint().shutdownOutput();
        fake.driver.pollUntil("the client's end", pair.server()::isEnded);
        assertFalse(pair.client().isEnded(), "the server has not ended yet");
        return pair;
    }

    /** Closes both ends; the client hears of the server's end although nobody reads its own. */
    private static void part(FakeDriver fake, BackendDriver.Pair pair) throws IOException {
        fake.driver.close(pair.server());
        fake.driver.pollUntil("the server's end", pair.client()::isEnded);
        assertEquals(0, pair.client().failures() + pair.server().failures());
        fake.driver.close(pair.client());
    }

    private static void converse(FakeDriver fake, ListenerRecorder listener, int times)
            throws IOException {
        for (int i = 0; i < times; i++) {
            part(fake, talk(fake, listener));
        }
    }

    @Test
    void aSocketServesOneConnectionAfterAnother() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            ListenerRecorder listener = fake.driver.listen(8);
            converse(fake, listener, 40);
            assertEquals(40, fake.backend.recycler().disconnects());
            assertTrue(fake.backend.recycler().reuses() >= 30, "sockets were hardly used again");
            assertTrue(
                    fake.windows.openSockets() <= 1 + 2 * SpareSockets.MAXIMUM,
                    () -> fake.windows.openSockets() + " sockets are open");
            fake.driver.close(listener);
            assertEquals(0, fake.windows.openSockets());
        }
    }

    @Test
    void connectionsKeepApartWithEverySeed() throws IOException {
        long reuses = 0;
        long strays = 0;
        for (int seed = 0; seed < 6; seed++) {
            for (Temper temper : List.of(Temper.LATE, Temper.WILD, HAUNTED)) {
                try (FakeDriver fake = new FakeDriver(temper, seed)) {
                    ListenerRecorder listener = fake.driver.listen(8);
                    converse(fake, listener, 12);
                    reuses += fake.backend.recycler().reuses();
                    strays += fake.backend.strayPackets();
                    fake.driver.close(listener);
                }
            }
        }
        assertTrue(reuses > 60, "sockets were used again " + reuses + " times only");
        assertTrue(strays > 60, "only " + strays + " packets of past connections");
    }

    /** Who ends first is in TIME_WAIT; who speaks last does not know what has arrived. */
    @Test
    void onlyWhoFollowsThePeerRecycles() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            ListenerRecorder listener = fake.driver.listen(8);
            BackendDriver.Pair open = fake.driver.connect(listener);
            open.server().endpoint().startReceive();
            fake.driver.poll(0);
            fake.driver.close(open.server(), open.client());

            BackendDriver.Pair first = fake.driver.connect(listener);
            first.server().endpoint().startReceive();
            first.server().endpoint().shutdownOutput();
            first.client().endpoint().shutdownOutput();
            fake.driver.pollUntil("the end", first.server()::isEnded);
            fake.driver.close(first.server(), first.client());

            BackendDriver.Pair last = talk(fake, listener);
            last.server().sendAll("one more thing");
            fake.driver.close(last.server());
            last.client().pollUntilReceived(20);
            fake.driver.close(last.client());

            BackendDriver.Pair client = fake.driver.connect(listener);
            client.client().endpoint().startReceive();
            client.server().endpoint().shutdownOutput();
            fake.driver.pollUntil("the end", client.client()::isEnded);
            fake.driver.close(client.client(), client.server());
            assertEquals(0, fake.backend.recycler().disconnects());

            BackendDriver.Pair both = talk(fake, listener);
            both.server().endpoint().shutdownOutput();
            part(fake, both);
            assertEquals(1, fake.backend.recycler().disconnects(), "we ended second, and asked to");
            fake.driver.close(listener);
        }
    }

    @Test
    void nothingOfAConnectionIsLeftForTheNext() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            ListenerRecorder listener = fake.driver.listen(1);
            for (int i = 0; i < 5; i++) {
                BackendDriver.Pair pair = talk(fake, listener);
                assertFalse(pair.server().endpoint().getOption(StandardSocketOptions.TCP_NODELAY));
                assertEquals(
                        pair.client().endpoint().localAddress(),
                        pair.server().endpoint().remoteAddress());
                pair.server().endpoint().setOption(StandardSocketOptions.TCP_NODELAY, true);
                part(fake, pair);
            }
            assertTrue(fake.backend.recycler().reuses() > 0);
            long disconnects = fake.backend.recycler().disconnects();
            BackendDriver.Pair special = talk(fake, listener);
            special.server().endpoint().setOption(StandardSocketOptions.SO_SNDBUF, 4_096);
            part(fake, special);
            assertEquals(disconnects, fake.backend.recycler().disconnects());
            fake.driver.close(listener);
        }
    }

    /** Nobody acknowledges: the peer and the program wait for nothing, and no more than 16 wait. */
    @Test
    void whatIsNotOverIsNobodysTrouble() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            fake.windows.silencePeers(true);
            ListenerRecorder listener = fake.driver.listen(8);
            converse(fake, listener, 20);
            assertEquals(SpareSockets.MAXIMUM, fake.backend.recycler().disconnects());
            assertEquals(0, fake.backend.recycler().reuses());
            fake.driver.close(listener);
            assertEquals(SpareSockets.MAXIMUM, fake.windows.openSockets());
            fake.driver.poll(0);
            assertEquals(SpareSockets.MAXIMUM, fake.backend.recycler().retired());
            fake.windows.silencePeers(false);
            assertEquals(0, Leaks.outstandingAtLast(fake.backend));
            assertEquals(0, fake.windows.openSockets());
        }
    }

    /** At the end of everything the wait is bounded, and memory that Windows has is not freed. */
    @Test
    @Tag("slow")
    void closingTheBackendDoesNotWaitForLong() throws IOException {
        FakeWindows windows = new FakeWindows(Temper.EAGER, 1);
        IocpBackend backend = new IocpBackend(windows);
        windows.silencePeers(true);
        BackendDriver driver = new BackendDriver(backend);
        BackendDriver.Pair pair = driver.connect(driver.listen(1));
        pair.server().endpoint().startReceive();
        pair.client().endpoint().shutdownOutput();
        driver.pollUntil("the end", pair.server()::isEnded);
        driver.close(pair.server());
        assertEquals(1, backend.recycler().disconnects());
        backend.close();
        assertEquals(0, windows.openSockets());
        assertEquals(1, backend.recycler().retired());
        assertEquals(4, backend.operationMemory().lent(), "memory that Windows may write to");
    }

    @ParameterizedTest
    @ValueSource(ints = {10057, 10054, 10022})
    void whatCannotBeDisconnectedIsClosed(int code) throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            ListenerRecorder listener = fake.driver.listen(8);
            fake.windows.failNext("disconnectEx", code);
            converse(fake, listener, 1);
            int sockets = fake.windows.openSockets();
            converse(fake, listener, 1);
            assertEquals(2, fake.backend.recycler().disconnects());
            assertEquals(sockets + 1, fake.windows.openSockets(), "the first was not closed");
            fake.driver.close(listener);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {995, 64, 1236, 10054})
    void whatFailsLaterIsClosedWhenItWouldBeUsed(int code) throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            fake.windows.silencePeers(true);
            ListenerRecorder listener = fake.driver.listen(8);
            converse(fake, listener, 2);
            fake.windows.failPending(FakeOperation.Call.DISCONNECT, code);
            fake.windows.silencePeers(false);
            converse(fake, listener, 20);
            assertEquals(22, fake.backend.recycler().disconnects());
            assertTrue(fake.backend.recycler().reuses() > 0, "one failure is no reason to stop");
            fake.driver.close(listener);
        }
    }

    /** Wine takes DisconnectEx for a shutdown; one call shows that, and costs nobody anything. */
    @Test
    void oneCallShowsThatWineOnlyShutsDown() throws IOException {
        for (Temper temper : List.of(Temper.EAGER, Temper.LATE, Temper.WILD)) {
            try (FakeDriver fake = new FakeDriver(temper, 1)) {
                fake.windows.disconnectAsWine();
                ListenerRecorder listener = fake.driver.listen(8);
                converse(fake, listener, 30);
                long disconnects = fake.backend.recycler().disconnects();
                assertTrue(
                        temper == Temper.EAGER
                                ? disconnects == 1
                                : disconnects <= SpareSockets.MAXIMUM,
                        () -> disconnects + " calls");
                assertTrue(fake.backend.recycler().isAbsent());
                assertEquals(0, fake.backend.recycler().reuses());
                fake.driver.close(listener);
            }
        }
    }

    @Test
    void aListenerThatRefusesUsedSocketsGetsNewOnes() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            ListenerRecorder listener = fake.driver.listen(1);
            BackendDriver.Pair pair = talk(fake, listener);
            listener.endpoint().stopAccept();
            fake.driver.poll(0);
            part(fake, pair);
            fake.windows.failNext("acceptEx", WindowsError.WSAEINVAL);
            converse(fake, listener, 3);
            assertEquals(0, listener.failures());
            assertTrue(fake.backend.recycler().isAbsent());
            assertEquals(0, fake.backend.recycler().reuses());
            fake.driver.close(listener);
        }
    }

    /** A used socket whose AcceptEx is cancelled is closed like any other. */
    @Test
    void stoppingToAcceptClosesUsedSockets() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.LATE, 1)) {
            ListenerRecorder listener = fake.driver.listen(8);
            List<BackendDriver.Pair> pairs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                pairs.add(talk(fake, listener));
            }
            for (BackendDriver.Pair pair : pairs) {
                part(fake, pair);
            }
            listener.endpoint().startAccept(8);
            fake.driver.poll(0);
            listener.endpoint().stopAccept();
            fake.driver.close(listener);
            assertEquals(0, Leaks.outstandingAtLast(fake.backend));
            assertEquals(0, fake.windows.openSockets());
        }
    }

    @Test
    void withoutAnEventSocketsAreClosed() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            fake.windows.failNext("createEvent", 1450);
            ListenerRecorder listener = fake.driver.listen(8);
            converse(fake, listener, 3);
            assertEquals(0, fake.backend.recycler().disconnects());
            fake.driver.close(listener);
        }
    }

    /** Where packets are not skipped, somebody else's layer is in between: it may do anything. */
    @Test
    void socketsOfLayeredProvidersAreClosed() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.LAYERED, 1)) {
            ListenerRecorder listener = fake.driver.listen(8);
            converse(fake, listener, 3);
            assertEquals(0, fake.backend.recycler().disconnects());
            fake.driver.close(listener);
        }
    }
}
