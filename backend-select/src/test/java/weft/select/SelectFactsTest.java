package weft.select;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.spi.Backend;
import weft.spi.Descriptor;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.WatchEndpoint;
import weft.testkit.BackendDriver;
import weft.testkit.LeakCheck;
import weft.testkit.ListenerRecorder;
import weft.testkit.StreamRecorder;
import weft.testkit.WatchRecorder;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.Arrays;
import java.util.Random;

/** What is java.nio's and not every backend's. */
@ExtendWith(LeakCheck.class)
class SelectFactsTest {
    private final BackendDriver driver = new BackendDriver(newBackend());

    private static Backend newBackend() {
        try {
            return new SelectEventLoopProvider().newBackend();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private static void assumeIpv6() throws IOException {
        assumeTrue(
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .anyMatch(address -> address instanceof java.net.Inet6Address),
                "this machine has no IPv6");
    }

    @Test
    void bothFamiliesListenOnAllAddressesOfOnePort() throws IOException {
        assumeIpv6();
        ListenerRecorder four = driver.listen(new InetSocketAddress("0.0.0.0", 0), 5);
        int port = four.address().getPort();
        ListenerRecorder six = driver.listen(new InetSocketAddress("::", port), 5);
        assertEquals(port, six.address().getPort());
        assertFalse(four.endpoint().getOption(StandardSocketOptions.SO_REUSEPORT));
        assertFalse(six.endpoint().getOption(StandardSocketOptions.SO_REUSEPORT));
        four.endpoint().startAccept(5);
        six.endpoint().startAccept(5);
        StreamRecorder client = driver.open();
        client.endpoint().connect(BackendDriver.loopback(port));
        driver.pollUntil("an IPv4 connection", () -> four.accepted().size() == 1);
        StreamEndpoint other = driver.backend().openStream(StandardProtocolFamily.INET6);
        StreamRecorder otherClient = driver.record(other);
        other.connect(new InetSocketAddress("::1", port));
        driver.pollUntil("an IPv6 connection", () -> six.accepted().size() == 1);
        driver.close(
                client,
                otherClient,
                four,
                six,
                driver.record(four.accepted().getFirst()),
                driver.record(six.accepted().getFirst()));
    }

    @Test
    void aPortThatSomebodyElseHasIsInUseForBothFamilies() throws IOException {
        assumeIpv6();
        try (ServerSocketChannel stranger = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            stranger.bind(new InetSocketAddress("0.0.0.0", 0));
            int port = ((InetSocketAddress) stranger.getLocalAddress()).getPort();
            BindException e =
                    assertThrows(
                            BindException.class,
                            () -> driver.listen(new InetSocketAddress("::", port), 5));
            assertTrue(e.getMessage().contains(":" + port), e.getMessage());
        }
    }

    @Test
    void largeHeapBuffersGoInPiecesAndArriveWhole() throws IOException {
        byte[] bytes = new byte[3_000_001];
        new Random(7).nextBytes(bytes);
        BackendDriver.Pair pair = driver.connect();
        StreamEndpoint client = pair.client().endpoint();
        ByteBuffer[] buffers = {
            ByteBuffer.wrap(bytes, 0, 10),
            ByteBuffer.wrap(bytes, 10, 2_000_000),
            ByteBuffer.wrap(bytes, 2_000_010, bytes.length - 2_000_010)
        };
        ByteBuffer target = ByteBuffer.allocate(bytes.length);
        boolean sending = false;
        boolean receiving = false;
        long sentBefore = 0;
        int receivedBefore = 0;
        while (target.hasRemaining()) {
            if (!sending && Arrays.stream(buffers).anyMatch(ByteBuffer::hasRemaining)) {
                sentBefore = pair.client().sentEvents();
                sending = client.send(buffers, buffers.length) == Backend.PENDING;
            }
            if (!receiving) {
                receiving = pair.server().endpoint().receive(target) == Backend.PENDING;
            }
            driver.poll(receiving ? 50_000_000 : 0);
            sending &= pair.client().sentEvents() == sentBefore;
            if (receiving && pair.server().hasReceivedInto()) {
                receivedBefore += pair.server().takeReceivedInto();
                receiving = false;
            }
        }
        assertArrayEquals(bytes, target.array());
        assertTrue(receivedBefore > 0, "at least one receive had to wait");
        driver.close(pair.client(), pair.server());
    }

    @Test
    void anInterruptEndsOneWaitAndDoesNotSpin() throws IOException {
        Thread.currentThread().interrupt();
        long start = System.nanoTime();
        assertEquals(0, driver.poll(5_000_000_000L));
        assertTrue(System.nanoTime() - start < 4_000_000_000L, "the interrupt was a wake-up");
        assertFalse(Thread.currentThread().isInterrupted());
        start = System.nanoTime();
        driver.poll(20_000_000);
        assertTrue(System.nanoTime() - start >= 20_000_000, "the next wait is whole");
    }

    @Test
    void aChannelIsWatchedAgainInTheTurnItWasLetGoAndNoWakeupIsLost() throws IOException {
        try (DatagramChannel channel = datagrams()) {
            Descriptor descriptor = new Descriptor.OfChannel(channel);
            WatchRecorder first = new WatchRecorder(driver, descriptor, WatchEndpoint.WRITE);
            driver.pollUntil("a report", () -> first.reports() > 0);
            first.endpoint().close();
            WatchRecorder second = new WatchRecorder(driver, descriptor, WatchEndpoint.READ);
            driver.backend().wakeup();
            driver.poll(-1);
            second.endpoint().watch(WatchEndpoint.WRITE);
            driver.pollUntil("a report", () -> second.reports() > 0);
            assertTrue(first.isClosed());
            driver.close(second);
            channel.configureBlocking(true);
        }
    }

    @Test
    void aChannelIsWatchedOrBorrowedOnceAndNonBlocking() throws IOException {
        try (DatagramChannel channel = datagrams()) {
            Descriptor descriptor = new Descriptor.OfChannel(channel);
            WatchRecorder watch = new WatchRecorder(driver, descriptor, WatchEndpoint.READ);
            driver.poll(0);
            assertThrows(
                    IllegalStateException.class, () -> driver.backend().borrowSocket(descriptor));
            driver.close(watch);
            channel.configureBlocking(true);
            IllegalArgumentException e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> new WatchRecorder(driver, descriptor, WatchEndpoint.READ));
            assertTrue(e.getMessage().contains("configureBlocking"), e.getMessage());
        }
    }

    @Test
    void whatAChannelCannotDoFailsTheWatch() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            Descriptor descriptor = new Descriptor.OfChannel(source);
            WatchRecorder watch = new WatchRecorder(driver, descriptor, WatchEndpoint.WRITE);
            driver.poll(0);
            assertEquals(Operation.WATCH, watch.failedOperation());
            watch.endpoint().watch(WatchEndpoint.READ);
            sink.write(ByteBuffer.wrap(new byte[] {1}));
            driver.pollUntil("a report", () -> watch.reports() > 0);
            closeAsItsUser(source);
            watch.endpoint().watch(0);
            driver.poll(0);
            assertEquals(2, watch.failures(), "a closed channel is told from a quiet one");
            assertNotNull(watch.failure());
            driver.close(watch);
        }
    }

    @Test
    void numbersAreNotUnderstood() {
        UnsupportedOperationException e =
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> driver.backend().adoptStream(new Descriptor.OfNumber(0)));
        assertTrue(e.getMessage().contains("RAW_DESCRIPTOR"), e.getMessage());
    }

    private static void closeAsItsUser(SelectableChannel channel) throws IOException {
        channel.close();
    }

    private static DatagramChannel datagrams() throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.bind(BackendDriver.loopback(0));
        channel.configureBlocking(false);
        return channel;
    }
}
