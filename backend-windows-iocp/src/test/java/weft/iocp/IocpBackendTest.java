package weft.iocp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import weft.completion.BlockMemory;
import weft.spi.Availability;
import weft.spi.EventLoopProvider;
import weft.testkit.BackendDriver;
import weft.testkit.ListenerRecorder;
import weft.testkit.StreamRecorder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;

/** Facts of this backend alone, on a kernel in memory that is as strict as Windows. */
class IocpBackendTest {
    /**
     * Windows knows the peer of a socket only after its context was updated; Wine does not mind.
     */
    @Test
    void acceptedAndConnectedSocketsAreComplete() throws IOException {
        try (FakeDriver fake = new FakeDriver(Temper.LATE, 1)) {
            BackendDriver.Pair pair = fake.driver.connect();
            assertEquals(
                    pair.client().endpoint().localAddress(),
                    pair.server().endpoint().remoteAddress());
            pair.server().endpoint().startReceive();
            pair.client().endpoint().startReceive();
            pair.server().endpoint().shutdownOutput();
            pair.client().endpoint().shutdownOutput();
            fake.driver.pollUntil("both ends", () -> pair.server().isEnded());
            fake.driver.pollUntil("both ends", () -> pair.client().isEnded());
            fake.driver.close(pair.client(), pair.server());
        }
    }

    /** The fake kernel is strict indeed: half-made sockets have no peer. */
    @Test
    void halfMadeSocketsHaveNoPeer() throws IOException {
        FakeWindows windows = new FakeWindows(Temper.EAGER, 1);
        long socket = windows.wsaSocket(Abi.AF_INET, Abi.SOCK_STREAM, Abi.IPPROTO_TCP);
        assertEquals(-WindowsError.WSAENOTCONN, windows.getpeername(socket, 0, 0));
        assertEquals(-WindowsError.WSAENOTCONN, windows.shutdown(socket, Abi.SD_SEND));
        assertEquals(0, windows.closesocket(socket));
    }

    @Test
    void packetsForNobodyAreDropped() throws IOException {
        Temper stray = new Temper(0.5, 0.5, 0.5, true, 1, true);
        try (FakeDriver fake = new FakeDriver(stray, 1)) {
            for (int i = 0; i < 20; i++) {
                BackendDriver.Pair pair = fake.driver.connect();
                pair.server().endpoint().startReceive();
                pair.client().sendAll("x");
                pair.server().pollUntilReceived(1);
                fake.driver.close(pair.client(), pair.server());
            }
            assertTrue(fake.backend.strayPackets() > 20, "the kernel sent no stray packet");
        }
    }

    /** Everything in flight, and its packets late: closing waits for them before it frees. */
    @Test
    void closingWaitsForThePackets() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            try (FakeDriver fake = new FakeDriver(Temper.LATE, seed)) {
                ListenerRecorder listener = fake.driver.listen(8);
                BackendDriver.Pair pair = fake.driver.connect(listener);
                listener.endpoint().startAccept(8);
                pair.server().endpoint().startReceive();
                pair.client().endpoint().startReceive();
                pair.client().sendAll(new byte[1_000]);
                fake.driver.open().endpoint().connect(listener.address());
                assertTrue(fake.backend.inFlight() > 8);
                fake.backend.close();
                assertEquals(0, fake.backend.inFlight());
            }
        }
    }

    /** If nobody can tell what is still in flight, closing ends all the same, and keeps memory. */
    @Test
    void closingSurvivesAFailingPort() throws IOException {
        FakeWindows windows = new FakeWindows(Temper.LATE, 1);
        IocpBackend backend = new IocpBackend(windows);
        BackendDriver driver = new BackendDriver(backend);
        BackendDriver.Pair pair = driver.connect();
        pair.server().endpoint().startReceive();
        windows.failNext("getQueuedCompletionStatusEx", WindowsError.ERROR_INVALID_HANDLE);
        backend.close();
        assertTrue(backend.inFlight() > 0);
        assertEquals(0, windows.openSockets());
        assertThrows(IllegalStateException.class, () -> backend.poll(0));
        backend.wakeup();
    }

    /** Idle connections beyond the bound hold no memory, and hear of bytes all the same. */
    @Test
    void idleConnectionsHoldLittleMemory() throws IOException {
        BlockMemory.Limits limits = new BlockMemory.Limits(1_024, 4_096, 8_192, 1 << 20);
        try (FakeDriver fake = new FakeDriver(Temper.EAGER, 1, limits)) {
            ListenerRecorder listener = fake.driver.listen(64);
            List<BackendDriver.Pair> pairs = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                BackendDriver.Pair pair = fake.driver.connect(listener);
                pair.server().endpoint().startReceive();
                pairs.add(pair);
            }
            fake.driver.poll(0);
            assertTrue(fake.backend.receiveMemory().lentBytes() <= 8_192);
            for (BackendDriver.Pair pair : pairs) {
                pair.client().sendAll("wake up");
                pair.server().pollUntilReceived(7);
            }
            assertTrue(fake.backend.receiveMemory().lentBytes() <= 8_192);
            for (BackendDriver.Pair pair : pairs) {
                fake.driver.close(pair.client(), pair.server());
            }
            fake.driver.close(listener);
        }
    }

    @Test
    void waitsAreRoundedUpToMilliseconds() {
        assertEquals(Abi.INFINITE, CompletionPort.millis(-1));
        assertEquals(0, CompletionPort.millis(0));
        assertEquals(1, CompletionPort.millis(1));
        assertEquals(1, CompletionPort.millis(1_000_000));
        assertEquals(2, CompletionPort.millis(1_000_001));
        assertEquals(Integer.MAX_VALUE, CompletionPort.millis(Long.MAX_VALUE));
    }

    @Test
    void theProviderSaysWhatItNeeds() {
        Availability elsewhere = Probe.availability("Linux");
        assertFalse(elsewhere.usable());
        assertTrue(elsewhere.reason().contains("Windows only"), elsewhere.reason());
        assertTrue(elsewhere.reason().contains("Linux"), elsewhere.reason());
        assertFalse(elsewhere.remedy().isEmpty());
        assertTrue(
                ServiceLoader.load(EventLoopProvider.class).stream()
                        .anyMatch(each -> each.type() == IocpEventLoopProvider.class));
    }

    @Test
    void conversationsSurviveEverySeed() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            converse(seed);
        }
    }

    @Test
    @Tag("long")
    void conversationsSurviveThousandsOfSeeds() throws IOException {
        for (int seed = 100; seed < 5_000; seed++) {
            converse(seed);
        }
    }

    /** Both ends talk at once while receiving stops and starts, on a kernel of any temper. */
    private static void converse(int seed) throws IOException {
        Random random = new Random(seed);
        Temper temper =
                new Temper(
                        random.nextDouble(),
                        0.2 + 0.8 * random.nextDouble(),
                        random.nextDouble(),
                        random.nextBoolean(),
                        0.3 * random.nextDouble(),
                        random.nextBoolean());
        BlockMemory.Limits limits =
                random.nextBoolean()
                        ? BlockMemory.Limits.DEFAULT
                        : new BlockMemory.Limits(64, 512, 128, 256);
        try (FakeDriver fake = new FakeDriver(temper, seed, limits)) {
            BackendDriver.Pair pair = fake.driver.connect();
            byte[] there = new byte[1 + random.nextInt(3_000)];
            byte[] back = new byte[1 + random.nextInt(3_000)];
            random.nextBytes(there);
            random.nextBytes(back);
            pair.server().endpoint().startReceive();
            pair.client().endpoint().startReceive();
            int steps = 10;
            for (int i = 0; i < steps; i++) {
                pair.client().sendAll(slice(there, i, steps));
                pair.server().sendAll(slice(back, i, steps));
                toggle(random, pair.server());
                toggle(random, pair.client());
                fake.driver.poll(0);
            }
            pair.client().endpoint().shutdownOutput();
            pair.server().endpoint().startReceive();
            pair.client().endpoint().startReceive();
            pair.server().pollUntilReceived(there.length);
            pair.client().pollUntilReceived(back.length);
            fake.driver.pollUntil("the end", pair.server()::isEnded);
            assertArrayEquals(there, pair.server().received(), "seed " + seed);
            assertArrayEquals(back, pair.client().received(), "seed " + seed);
            fake.driver.close(pair.client(), pair.server());
        }
    }

    private static byte[] slice(byte[] bytes, int step, int steps) {
        int from = (int) ((long) bytes.length * step / steps);
        int to = (int) ((long) bytes.length * (step + 1) / steps);
        return java.util.Arrays.copyOfRange(bytes, from, to);
    }

    private static void toggle(Random random, StreamRecorder stream) {
        if (random.nextBoolean()) {
            stream.endpoint().stopReceive();
        }
        if (random.nextBoolean()) {
            stream.endpoint().startReceive();
        }
    }
}
