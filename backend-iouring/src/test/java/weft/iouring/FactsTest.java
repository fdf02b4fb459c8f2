package weft.iouring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.LibC;
import weft.spi.Chunk;
import weft.spi.Operation;
import weft.spi.ResourceShortageException;
import weft.testkit.BackendDriver;
import weft.testkit.LeakCheck;
import weft.testkit.ListenerRecorder;
import weft.testkit.StreamRecorder;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Facts of this backend alone; what every backend has to do is in the contract suite. */
@ExtendWith(LeakCheck.class)
class FactsTest {
    private IoUringBackend backend;
    private BackendDriver driver;

    private void open(IoUringBackend opened) {
        backend = opened;
        driver = new BackendDriver(opened);
    }

    @AfterEach
    void close() {
        long left = Leaks.outstanding(backend);
        driver.close();
        assertEquals(0, left, "endpoints, operations, buffers or blocks outstanding");
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @Test
    void holdersOfChunksStarveNobody() throws Exception {
        open(new IoUringBackend(2, 4, TinyContractTest.TINY));
        ListenerRecorder listener = driver.listen(8);
        BackendDriver.Pair held = driver.connect(listener);
        BackendDriver.Pair other = driver.connect(listener);
        held.server().holdChunks();
        held.server().endpoint().startReceive();
        other.server().endpoint().startReceive();
        byte[] bytes = pattern(200_000);
        held.client().sendAll(bytes);
        held.server().pollUntilReceived(bytes.length);
        other.client().sendAll(bytes);
        other.server().pollUntilReceived(bytes.length);

        assertArrayEquals(bytes, other.server().received());
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (Chunk chunk : held.server().held()) {
            byte[] part = new byte[chunk.buffer().remaining()];
            chunk.buffer().get(part);
            kept.write(part);
        }
        assertArrayEquals(bytes, kept.toByteArray());
        assertTrue(backend.memory().starvations() > 0, "no receive found the ring empty");
        assertTrue(backend.memory().copies() > 0, "no chunk was copied out of the ring");
        assertTrue(backend.memory().count() <= 12, "the rings outgrew their maximum");
        held.server().releaseHeld();
        assertEquals(0, backend.memory().pinnedCount());
        driver.close(held.client(), held.server(), other.client(), other.server(), listener);
    }

    @Test
    void largeReceivesMoveToWholeBuffersAndBack() throws Exception {
        open(new IoUringBackend());
        ListenerRecorder listener = driver.listen(8);
        BackendDriver.Pair pair = driver.connect(listener);
        pair.server().endpoint().startReceive();
        int before = pair.server().chunks();
        pair.client().sendAll("small");
        pair.server().pollUntilReceived(5);
        assertEquals(before + 1, pair.server().chunks());
        int small = backend.memory().count();

        byte[] bytes = pattern(4_000_000);
        pair.client().sendAll(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        pair.server().pollUntilReceived(bytes.length + 5);
        assertTrue(backend.memory().count() > small, "the ring of large buffers was not used");
        byte[] received = pair.server().received();
        assertArrayEquals(bytes, java.util.Arrays.copyOfRange(received, 5, received.length));

        for (int i = 1; i <= 50; i++) {
            pair.client().sendAll("x");
            pair.server().pollUntilReceived(bytes.length + 5 + i);
        }
        assertEquals(bytes.length + 55, pair.server().receivedBytes());
        driver.close(pair.client(), pair.server(), listener);
    }

    @Test
    void acceptingFailsWithoutDescriptorsAndCanBeResumed() throws Exception {
        open(new IoUringBackend());
        failOnce();
        ListenerRecorder listener = driver.listen(8);
        StreamRecorder client = driver.open();
        List<Integer> filler = new ArrayList<>();
        LibC libc = new LibC();
        try {
            exhaust(libc, filler);
            listener.endpoint().startAccept(8);
            client.endpoint().connect(listener.address());
            driver.pollUntil("the failure", () -> listener.failure() != null);
            driver.pollUntil("the connect", client::isConnected);
        } finally {
            filler.forEach(libc::close);
        }
        assertEquals(Operation.ACCEPT, listener.failedOperation());
        String message = String.valueOf(listener.failure());
        assertTrue(message.contains("EMFILE"), message);
        assertTrue(message.contains("ulimit -n"), message);
        assertInstanceOf(ResourceShortageException.class, listener.failure());
        assertEquals(1, listener.failures(), "one failure ends accepting");

        listener.endpoint().startAccept(8);
        driver.pollUntil("the connection", () -> !listener.accepted().isEmpty());
        StreamRecorder server = driver.record(listener.accepted().get(0));
        driver.close(client, server, listener);
    }

    /** Has the JVM load what a failure needs, since it could not without descriptors. */
    private void failOnce() throws Exception {
        StreamRecorder client = driver.open();
        ListenerRecorder closed = driver.listen(1);
        InetSocketAddress nobody = closed.address();
        driver.close(closed);
        client.endpoint().connect(nobody);
        driver.pollUntil("a failure", () -> client.failure() != null);
        assertEquals(Operation.CONNECT, client.failedOperation());
        assertNotNull(Errno.exception(Errno.EMFILE, "accept", nobody).getMessage());
        driver.close(client);
    }

    private static void exhaust(LibC libc, List<Integer> filler) {
        int fd = libc.eventfd(0, Constants.EFD_CLOEXEC);
        while (fd >= 0) {
            filler.add(fd);
            fd = libc.fcntl(filler.get(0), Constants.F_DUPFD_CLOEXEC, 0);
        }
        assertEquals(-Errno.EMFILE, fd);
    }

    @Test
    void idleConnectionsCostOneSystemCallPerWait() throws Exception {
        open(new IoUringBackend());
        ListenerRecorder listener = driver.listen(64);
        List<BackendDriver.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            BackendDriver.Pair pair = driver.connect(listener);
            pair.server().endpoint().startReceive();
            pairs.add(pair);
        }
        driver.poll(0);
        driver.poll(1_000_000);
        long before = backend.ring().enters();
        assertEquals(0, driver.poll(30_000_000), "events of idle connections");
        assertEquals(before + 1, backend.ring().enters());
        for (BackendDriver.Pair pair : pairs) {
            driver.close(pair.client(), pair.server());
        }
        driver.close(listener);
    }

    @Test
    void aPollOfManySendsEntersTheKernelOnce() throws Exception {
        open(new IoUringBackend());
        ListenerRecorder listener = driver.listen(64);
        List<BackendDriver.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            pairs.add(driver.connect(listener));
        }
        for (BackendDriver.Pair pair : pairs) {
            ByteBuffer[] one = {ByteBuffer.wrap(new byte[] {1})};
            pair.client().endpoint().send(one, 1);
        }
        long before = backend.ring().enters();
        assertTrue(driver.poll(-1) >= 50, "all sends are done by one poll");
        assertEquals(before + 1, backend.ring().enters());
        for (BackendDriver.Pair pair : pairs) {
            driver.close(pair.client(), pair.server());
        }
        driver.close(listener);
    }

    @Test
    void bytesThatArriveWithTheStopAreKept() throws Exception {
        open(new IoUringBackend());
        ListenerRecorder listener = driver.listen(8);
        BackendDriver.Pair pair = driver.connect(listener);
        StreamRecorder server = pair.server();
        server.endpoint().startReceive();
        driver.poll(0);
        // One batch: the send completes first, and its bytes meet a receive that is cancelled.
        ByteBuffer[] one = {ByteBuffer.wrap(new byte[] {42})};
        pair.client().endpoint().send(one, 1);
        server.endpoint().stopReceive();
        driver.poll(-1);
        driver.poll(0);
        server.endpoint().startReceive();
        server.pollUntilReceived(1);
        assertArrayEquals(new byte[] {42}, server.received());
        driver.close(pair.client(), server, listener);
    }

    @Test
    void anotherThreadMayCloseWhenTheLoopsHasEnded() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        Thread loop =
                new Thread(
                        () -> {
                            try {
                                open(new IoUringBackend());
                                ListenerRecorder listener = driver.listen(8);
                                BackendDriver.Pair pair = driver.connect(listener);
                                pair.server().endpoint().startReceive();
                                listener.endpoint().startAccept(1);
                                driver.poll(0);
                            } catch (Exception e) {
                                failures.add(e);
                            }
                        },
                        "loop");
        loop.start();
        loop.join();
        assertEquals(List.of(), failures);
        assertNotNull(backend);
        backend.close();
    }
}
