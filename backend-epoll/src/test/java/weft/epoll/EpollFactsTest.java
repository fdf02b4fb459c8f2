package weft.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import weft.linux.Constants;
import weft.linux.LibC;
import weft.linuxkit.RawChannel;
import weft.readiness.ReadinessBackend;
import weft.spi.Capability;
import weft.spi.Descriptor;
import weft.spi.WatchEndpoint;
import weft.testkit.BackendDriver;
import weft.testkit.LeakCheck;
import weft.testkit.ListenerRecorder;
import weft.testkit.StreamRecorder;
import weft.testkit.WatchRecorder;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What is true of these loops and need not be of others. */
@ExtendWith(LeakCheck.class)
class EpollFactsTest {
    private static final long MILLI = 1_000_000;

    private final LibC libc = new LibC();
    private BackendDriver driver;

    /** The loops of this module. */
    enum Kind {
        LEVEL,
        EDGE,
        POLL,
        /** Epoll on a kernel that counts timeouts in milliseconds. */
        WITHOUT_NANOS
    }

    private void open(Kind kind) throws IOException {
        driver =
                new BackendDriver(
                        switch (kind) {
                            case LEVEL -> Loops.epoll(Trigger.LEVEL);
                            case EDGE -> Loops.epoll(Trigger.EDGE);
                            case POLL -> Loops.poll();
                            case WITHOUT_NANOS ->
                                    new ReadinessBackend(
                                            new EpollFacility(
                                                    "old",
                                                    (libc, arena) ->
                                                            new EpollMultiplexer(
                                                                    libc,
                                                                    arena,
                                                                    Trigger.LEVEL,
                                                                    false)));
                        });
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutIsNeverEarlyAndOldKernelsRoundItUp(Kind kind) throws IOException {
        open(kind);
        for (long timeout : new long[] {1, 300_000, 5 * MILLI + 1}) {
            long start = System.nanoTime();
            assertEquals(0, driver.poll(timeout));
            long waited = System.nanoTime() - start;
            long least = kind == Kind.WITHOUT_NANOS ? roundedUp(timeout) : timeout;
            assertTrue(waited >= least, () -> waited + " ns instead of " + least);
        }
    }

    private static long roundedUp(long timeoutNanos) {
        return (timeoutNanos + MILLI - 1) / MILLI * MILLI;
    }

    @ParameterizedTest
    @EnumSource
    void everyWakeupEndsOneWait(Kind kind) throws IOException {
        open(kind);
        for (int i = 0; i < 3; i++) {
            driver.backend().wakeup();
            driver.backend().wakeup();
            assertEquals(0, driver.poll(-1));
            long start = System.nanoTime();
            assertEquals(0, driver.poll(2 * MILLI));
            assertTrue(System.nanoTime() - start >= 2 * MILLI, "a wake-up that was used up");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDuplicateThatOutlivesItsDescriptorReportsNothing(Kind kind) throws IOException {
        open(kind);
        BackendDriver.Pair pair = driver.connect();
        pair.server().endpoint().startReceive();
        driver.poll(0);
        int fd = ((EpollDescriptor) pair.server().endpoint().descriptor()).fd();
        int duplicate = libc.fcntl(fd, Constants.F_DUPFD_CLOEXEC, 0);
        driver.close(pair.server());
        pair.client().sendAll("for nobody");
        long start = System.nanoTime();
        assertEquals(0, driver.poll(5 * MILLI), "an event for a closed endpoint");
        assertTrue(System.nanoTime() - start >= 5 * MILLI, "it woke the loop");
        assertEquals(0, libc.close(duplicate));
        driver.close(pair.client());
    }

    /** Who ends a watch after its descriptor was closed must not hit the number's next owner. */
    @ParameterizedTest
    @EnumSource
    void watchThatOutlivesItsDescriptorLeavesTheNextOneAlone(Kind kind) throws IOException {
        open(kind);
        BackendDriver.Pair pair = driver.connect();
        pair.server().endpoint().startReceive();
        int watched = libc.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
        WatchRecorder ended = watch(watched);
        int paused = libc.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
        WatchRecorder changed = watch(paused);
        driver.poll(0);
        assertEquals(0, libc.close(watched));
        assertEquals(0, libc.close(paused));
        // Accepting takes the lowest numbers: of these two connections four, and two were freed.
        BackendDriver.Pair one = driver.connect();
        BackendDriver.Pair two = driver.connect();
        for (BackendDriver.Pair each : List.of(one, two)) {
            each.client().endpoint().startReceive();
            each.server().endpoint().startReceive();
        }
        driver.poll(0);
        changed.endpoint().watch(WatchEndpoint.READ | WatchEndpoint.WRITE);
        driver.poll(0);
        driver.close(ended, changed);
        for (BackendDriver.Pair each : List.of(one, two)) {
            each.client().sendAll("hello");
            each.server().pollUntilReceived(5);
            each.server().sendAll("hello");
            each.client().pollUntilReceived(5);
        }
        driver.close(one.client(), one.server(), two.client(), two.server());
        driver.close(pair.client(), pair.server());
    }

    private WatchRecorder watch(int fd) throws IOException {
        return new WatchRecorder(driver, new Descriptor.OfNumber(fd), WatchEndpoint.READ);
    }

    @ParameterizedTest
    @EnumSource
    void bothFamiliesListenOnAllAddressesOfOnePort(Kind kind) throws IOException {
        assumeTrue(hasIpv6(), "this machine has no IPv6");
        open(kind);
        ListenerRecorder four = driver.listen(new InetSocketAddress("0.0.0.0", 0), 1);
        int port = four.address().getPort();
        ListenerRecorder six = driver.listen(new InetSocketAddress("::", port), 1);
        for (ListenerRecorder listener : List.of(four, six)) {
            listener.endpoint().startAccept(1);
        }
        StreamRecorder client =
                driver.record(driver.backend().openStream(StandardProtocolFamily.INET6));
        client.endpoint().connect(new InetSocketAddress("::1", port));
        driver.pollUntil("the connection", () -> !six.accepted().isEmpty());
        StreamRecorder server = driver.record(six.accepted().get(0));
        driver.close(four, six, client, server);
    }

    private static boolean hasIpv6() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof java.net.Inet6Address);
    }

    @ParameterizedTest
    @EnumSource
    void descriptorsNeverBlockAndAreClosedByExec(Kind kind) throws IOException {
        open(kind);
        BackendDriver.Pair pair = driver.connect();
        for (StreamRecorder end : List.of(pair.client(), pair.server())) {
            int fd = ((EpollDescriptor) end.endpoint().descriptor()).fd();
            assertEquals(Constants.FD_CLOEXEC, libc.fcntl(fd, Constants.F_GETFD, 0));
            assertTrue((libc.fcntl(fd, Constants.F_GETFL, 0) & Constants.O_NONBLOCK) != 0);
        }
        driver.close(pair.client(), pair.server());
    }

    @ParameterizedTest
    @EnumSource
    void heapBuffersOfAnySizeAndMixturesArriveWhole(Kind kind) throws IOException {
        open(kind);
        byte[] bytes = new byte[700_000];
        new Random(5).nextBytes(bytes);
        BackendDriver.Pair pair = driver.connect();
        pair.server().endpoint().startReceive();
        pair.client().sendAll(ByteBuffer.wrap(bytes));
        pair.server().pollUntilReceived(bytes.length);
        ByteBuffer[] mixture = {
            ByteBuffer.wrap(bytes, 0, 3),
            ByteBuffer.allocateDirect(2).put(bytes, 3, 2).flip(),
            ByteBuffer.wrap(bytes, 5, 0),
            ByteBuffer.wrap(bytes, 5, 95),
        };
        assertEquals(100, pair.client().endpoint().send(mixture, 4));
        ByteBuffer[] many = new ByteBuffer[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = ByteBuffer.allocateDirect(1).put(bytes[100 + i]).flip();
        }
        assertEquals(100, pair.client().endpoint().send(many, 100));
        pair.server().pollUntilReceived(bytes.length + 200);
        byte[] received = pair.server().received();
        assertTrue(Arrays.equals(bytes, Arrays.copyOf(received, bytes.length)));
        assertEquals(-1, Arrays.mismatch(received, bytes.length, received.length, bytes, 0, 200));
        driver.close(pair.client(), pair.server());
    }

    @ParameterizedTest
    @EnumSource
    void moreThanOneArrayOfEventsStarvesNobody(Kind kind) throws IOException {
        open(kind);
        int count = 1_100;
        List<WatchRecorder> watches = new ArrayList<>();
        List<Integer> descriptors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int fd = libc.eventfd(1, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
            assumeTrue(fd >= 0, "this process may not open " + count + " descriptors");
            descriptors.add(fd);
            watches.add(new WatchRecorder(driver, new Descriptor.OfNumber(fd), WatchEndpoint.READ));
        }
        // Levels go back to the end of the list, so that nobody's second turn comes before it.
        int turns = 0;
        while (!watches.stream().allMatch(watch -> watch.reports() > 0)) {
            driver.poll(0);
            assertTrue(++turns <= count, "one had no turn in " + count + " polls");
            int most = watches.stream().mapToInt(WatchRecorder::reports).max().orElseThrow();
            assertTrue(most <= 2, "one had " + most + " turns before another had any");
        }
        for (WatchRecorder watch : watches) {
            watch.endpoint().close();
        }
        driver.poll(0);
        descriptors.forEach(libc::close);
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeUsedIsRefusedWithAReason(Kind kind) throws IOException {
        open(kind);
        int[] pipe = RawChannel.pipe();
        Descriptor reading = new Descriptor.OfNumber(pipe[0]);
        WatchRecorder watch = new WatchRecorder(driver, reading, WatchEndpoint.READ);
        assertThrows(
                IllegalStateException.class,
                () -> new WatchRecorder(driver, reading, WatchEndpoint.READ));
        driver.close(watch);
        driver.close(new WatchRecorder(driver, reading, WatchEndpoint.READ));
        assertThrows(IOException.class, () -> driver.backend().borrowSocket(reading));
        assertThrows(IOException.class, () -> driver.backend().adoptStream(reading));
        libc.close(pipe[0]);
        libc.close(pipe[1]);
        assertThrows(
                IOException.class, () -> new WatchRecorder(driver, reading, WatchEndpoint.READ));
        BackendDriver.Pair pair = driver.connect();
        UnsupportedOperationException e =
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> pair.client().endpoint().sendFile(null, 0, 1));
        assertTrue(e.getMessage().contains(Capability.SEND_FILE.name()), e.getMessage());
        driver.close(pair.client(), pair.server());
    }
}
