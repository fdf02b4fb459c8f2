package weft.iocp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import weft.spi.Operation;
import weft.spi.ResourceShortageException;
import weft.testkit.BackendDriver;
import weft.testkit.ListenerRecorder;
import weft.testkit.StreamRecorder;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;

/** What happens when Windows says no, at once or later. */
class FailureTest {
    private static ByteBuffer[] oneByte() {
        return new ByteBuffer[] {ByteBuffer.allocateDirect(1)};
    }

    /** A receive that somebody else cancelled, as a layered provider may, goes on by itself. */
    @ParameterizedTest
    @ValueSource(ints = {995, 676})
    void cancelledReceiveIsStartedAgain(int code) throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            BackendDriver.Pair pair = fake.driver.connect();
            pair.server().endpoint().startReceive();
            fake.driver.poll(0);
            fake.windows.failPending(FakeOperation.Call.RECEIVE, code);
            fake.driver.poll(0);
            pair.client().sendAll("still here");
            pair.server().pollUntilReceived(10);
            assertEquals(0, pair.server().failures());
            fake.driver.close(pair.client(), pair.server());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 10054, 1236, 10053, 121})
    void lostConnectionFailsTheReceive(int code) throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            BackendDriver.Pair pair = fake.driver.connect();
            pair.server().endpoint().startReceive();
            fake.driver.poll(0);
            fake.windows.failPending(FakeOperation.Call.RECEIVE, code);
            fake.driver.pollUntil("the failure", () -> pair.server().failures() > 0);
            assertEquals(Operation.RECEIVE, pair.server().failedOperation());
            assertTrue(
                    String.valueOf(pair.server().failure()).contains(WindowsError.name(code)),
                    () -> "failed with " + pair.server().failure());
            fake.driver.close(pair.client(), pair.server());
        }
    }

    @Test
    void receiveThatFailsAtOnceIsToldInAPoll() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            BackendDriver.Pair pair = fake.driver.connect();
            fake.windows.failNext("wsaRecv", WindowsError.WSAECONNRESET);
            pair.server().endpoint().startReceive();
            assertEquals(0, pair.server().failures(), "submitting delivers nothing");
            fake.driver.poll(0);
            assertInstanceOf(SocketException.class, pair.server().failure());
            fake.windows.failNext("wsaRecv", WindowsError.WSAECONNRESET);
            assertThrows(
                    SocketException.class,
                    () -> pair.server().endpoint().receive(ByteBuffer.allocate(1)));
            fake.driver.close(pair.client(), pair.server());
        }
    }

    @Test
    void sendThatFailsAtOnceThrowsAndLeavesTheBuffers() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            BackendDriver.Pair pair = fake.driver.connect();
            fake.windows.failNext("wsaSend", WindowsError.WSAECONNABORTED);
            ByteBuffer[] buffers = oneByte();
            assertThrows(SocketException.class, () -> pair.client().endpoint().send(buffers, 1));
            assertEquals(1, buffers[0].remaining());
            assertEquals(1, pair.client().endpoint().send(buffers, 1), "the next one works");
            fake.driver.close(pair.client(), pair.server());
        }
    }

    @Test
    void connectThatFailsAtOnceIsToldInAPoll() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            ListenerRecorder listener = fake.driver.listen(1);
            StreamRecorder refused = fake.driver.open();
            fake.windows.failNext("connectEx", WindowsError.WSAECONNREFUSED);
            refused.endpoint().connect(listener.address());
            assertEquals(0, refused.failures(), "submitting delivers nothing");
            fake.driver.poll(0);
            assertInstanceOf(ConnectException.class, refused.failure());
            StreamRecorder portless = fake.driver.open();
            fake.windows.failNext("bind", WindowsError.WSAENOBUFS);
            portless.endpoint().connect(listener.address());
            fake.driver.poll(0);
            assertEquals(Operation.CONNECT, portless.failedOperation());
            assertTrue(String.valueOf(portless.failure()).contains("dynamicportrange"));
            fake.driver.close(refused, portless, listener);
        }
    }

    /** No sockets left: reported once, and accepting starts again when asked to. */
    @Test
    void shortageEndsAccepting() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            ListenerRecorder listener = fake.driver.listen(4);
            for (int i = 0; i < 4; i++) {
                fake.windows.failNext("wsaSocket", WindowsError.WSAEMFILE);
            }
            listener.endpoint().startAccept(4);
            fake.driver.pollUntil("the failure", () -> listener.failures() > 0);
            for (int i = 0; i < 5; i++) {
                fake.driver.poll(0);
            }
            assertEquals(1, listener.failures());
            assertEquals(Operation.ACCEPT, listener.failedOperation());
            assertTrue(String.valueOf(listener.failure()).contains("Too many open files"));
            assertInstanceOf(ResourceShortageException.class, listener.failure());
            BackendDriver.Pair pair = fake.driver.connect(listener);
            fake.driver.close(pair.client(), pair.server(), listener);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 10054, 1236})
    void clientThatIsGoneDoesNotEndAccepting(int code) throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.LATE, 1)) {
            ListenerRecorder listener = fake.driver.listen(4);
            listener.endpoint().startAccept(4);
            fake.driver.poll(0);
            fake.windows.failPending(FakeOperation.Call.ACCEPT, code);
            fake.driver.poll(0);
            assertEquals(0, listener.failures());
            BackendDriver.Pair pair = fake.driver.connect(listener);
            fake.driver.close(pair.client(), pair.server(), listener);
        }
    }

    @Test
    void socketThatCannotBeTiedToThePortIsClosed() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            fake.windows.failNext("associate", 87);
            assertThrows(
                    IOException.class, () -> fake.backend.openStream(StandardProtocolFamily.INET));
            assertEquals(0, fake.windows.openSockets());
            assertEquals(0, fake.backend.openEndpoints());
        }
    }

    @Test
    void backendThatCannotBeMadeLeavesNothing() {
        FakeWindows windows = new FakeWindows(Temper.EAGER, 1);
        windows.failNext("createIoCompletionPort", 1450);
        assertThrows(IOException.class, () -> new IocpBackend(windows));
        windows.failNext("wsaSocket", WindowsError.WSAENOBUFS);
        IOException failure = assertThrows(IOException.class, () -> new IocpBackend(windows));
        assertTrue(String.valueOf(failure.getMessage()).contains("No buffer space"));
        assertEquals(0, windows.outstanding());
    }

    @Test
    void failingPortEndsThePoll() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            fake.windows.failNext("getQueuedCompletionStatusEx", 6);
            IOException failure = assertThrows(IOException.class, () -> fake.backend.poll(0));
            assertTrue(String.valueOf(failure.getMessage()).contains("ERROR_INVALID_HANDLE"));
        }
    }

    @Test
    void wakeupThatCannotBePostedSaysSoAndTheNextOneWorks() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            fake.windows.failNext("postQueuedCompletionStatus", 1450);
            assertThrows(IllegalStateException.class, fake.backend::wakeup);
            fake.backend.wakeup();
            assertEquals(0, fake.backend.poll(-1), "a poll without end was woken");
        }
    }

    /** A positive SO_LINGER would have closesocket block; the fake kernel objects to that. */
    @Test
    void lingeringCloseDoesNotBlock() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1)) {
            BackendDriver.Pair pair = fake.driver.connect();
            pair.client().endpoint().setOption(java.net.StandardSocketOptions.SO_LINGER, 30);
            pair.server().endpoint().startReceive();
            fake.driver.close(pair.client());
            fake.driver.pollUntil("the end", pair.server()::isEnded);
            assertFalse(pair.server().failures() > 0);
            fake.driver.close(pair.server());
        }
    }
}
