package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import weft.spi.Backend;
import weft.spi.Capability;
import weft.spi.DatagramEndpoint;
import weft.spi.Descriptor;
import weft.spi.ListenerEndpoint;
import weft.spi.WatchEndpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The capability table: what a backend has works, and what it lacks says so. */
interface CapabilityRules extends BackendFixture {
    /** Runs the rest of a test only if the cell is present; otherwise the call has to throw. */
    private boolean present(Capability capability, Executable call) {
        if (has(capability)) {
            return true;
        }
        UnsupportedOperationException failure =
                assertThrows(UnsupportedOperationException.class, call);
        BackendFixture.assertNames(capability.name(), failure);
        return false;
    }

    /** The set of capabilities does not change, and the name is a loop's name. */
    @Test
    default void tableIsStable() {
        assertEquals(backend().capabilities(), backend().capabilities());
        assertTrue(backend().name().matches("[a-z0-9_-]+"), backend().name());
        assertThrows(
                UnsupportedOperationException.class,
                () -> backend().capabilities().remove(Capability.WATCH));
    }

    /** Descriptors in a form the backend does not know are refused. */
    @Test
    default void unknownDescriptorFormsAreRefused() throws IOException {
        if (!has(Capability.ADOPT)) {
            return; // adoptStream says so already, see adoptsStreams
        }
        present(
                Capability.RAW_DESCRIPTOR,
                () -> backend().adoptStream(new Descriptor.OfNumber(Integer.MAX_VALUE)));
        try (SocketChannel channel = SocketChannel.open()) {
            present(
                    Capability.CHANNEL_DESCRIPTOR,
                    () -> backend().adoptStream(new Descriptor.OfChannel(channel)));
        }
    }

    /** Unix-domain sockets with names in the file system. */
    @Test
    default void unixStreams(@TempDir Path directory) throws IOException {
        if (!present(
                Capability.UNIX_STREAM, () -> backend().openStream(StandardProtocolFamily.UNIX))) {
            return;
        }
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(directory.resolve("listener.sock"));
        ListenerEndpoint endpoint = backend().openListener(StandardProtocolFamily.UNIX);
        ListenerRecorder listener = new ListenerRecorder(driver(), endpoint);
        endpoint.attach(listener);
        endpoint.listen(address, 4);
        assertEquals(address, endpoint.localAddress());
        endpoint.startAccept(4);
        StreamRecorder client = driver().record(backend().openStream(StandardProtocolFamily.UNIX));
        client.endpoint().connect(address);
        driver().pollUntil("a connection", () -> !listener.accepted().isEmpty());
        driver().pollUntil("the connect", client::isConnected);
        StreamRecorder server = driver().record(listener.accepted().get(0));
        server.endpoint().startReceive();
        client.sendAll("local");
        server.pollUntilReceived(5);
        assertEquals("local", server.text());
        driver().close(client, server, listener);
        Files.deleteIfExists(address.getPath());
    }

    /** A socket opened elsewhere is taken over, and closed with its endpoint. */
    @Test
    default void adoptsStreams() throws IOException {
        if (!present(Capability.ADOPT, () -> backend().adoptStream(new Descriptor.OfNumber(1)))) {
            return;
        }
        try (BackendContract.OutsidePair pair = openSocketPair()) {
            StreamRecorder stream = driver().record(backend().adoptStream(pair.descriptor()));
            stream.endpoint().startReceive();
            pair.write("from outside", driver());
            stream.pollUntilReceived(12);
            assertEquals("from outside", stream.text());
            stream.sendAll("from inside");
            assertEquals("from inside", pair.read(11, driver()));
            driver().close(stream);
            assertEquals("", pair.read(1, driver()), "the socket is closed with its endpoint");
        }
    }

    /** A pipe is a stream of which one direction works; its closed end is the end of stream. */
    @Test
    default void pipes() throws IOException {
        if (!present(Capability.PIPE, () -> backend().adoptPipe(new Descriptor.OfNumber(1)))) {
            return;
        }
        try (BackendContract.OutsidePair pair = openReadablePipe()) {
            StreamRecorder reader = driver().record(backend().adoptPipe(pair.descriptor()));
            reader.endpoint().startReceive();
            pair.write("through a pipe", driver());
            reader.pollUntilReceived(14);
            assertEquals("through a pipe", reader.text());
            pair.closePeer();
            driver().pollUntil("the end", reader::isEnded);
            driver().close(reader);
        }
        try (BackendContract.OutsidePair pair = openWritablePipe()) {
            StreamRecorder writer = driver().record(backend().adoptPipe(pair.descriptor()));
            writer.sendAll("the other way");
            assertEquals("the other way", pair.read(13, driver()));
            driver().close(writer);
        }
    }

    /** A file leaves without passing through the caller's memory. */
    @Test
    default void sendsFiles(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("file");
        byte[] bytes = BackendFixture.pattern(300_000, 8);
        Files.write(path, bytes);
        BackendDriver.Pair pair = driver().connect();
        try (FileChannel file = FileChannel.open(path)) {
            if (present(
                    Capability.SEND_FILE, () -> pair.client().endpoint().sendFile(file, 0, 1))) {
                sendWholeFile(pair, file, bytes);
            }
        }
        driver().close(pair.client(), pair.server());
    }

    private void sendWholeFile(BackendDriver.Pair pair, FileChannel file, byte[] bytes)
            throws IOException {
        pair.server().endpoint().startReceive();
        StreamRecorder client = pair.client();
        long position = 0;
        while (position < bytes.length) {
            long sent = client.endpoint().sendFile(file, position, bytes.length - position);
            if (sent == Backend.PENDING) {
                int events = client.sentEvents();
                long before = client.sentBytes();
                driver().pollUntil("a send", () -> client.sentEvents() > events);
                sent = client.sentBytes() - before;
            }
            assertTrue(sent > 0, "a file of " + bytes.length + " bytes ended at " + position);
            position += sent;
        }
        assertEquals(0, client.endpoint().sendFile(file, position, 10), "at the file's end");
        assertEquals(0, file.position(), "the file's own position moved");
        pair.server().pollUntilReceived(bytes.length);
        assertArrayEquals(bytes, pair.server().received());
    }

    /** Datagrams arrive whole, with the sender's address, and can be answered. */
    @Test
    default void datagrams() throws IOException {
        if (!present(
                Capability.DATAGRAM, () -> backend().openDatagram(StandardProtocolFamily.INET))) {
            return;
        }
        DatagramRecorder one = openDatagram();
        DatagramRecorder two = openDatagram();
        two.endpoint().startReceive();
        SocketAddress target = two.endpoint().localAddress();
        send(one, new String[] {"first", "", "third"}, target);
        driver().pollUntil("three datagrams", () -> two.texts().size() == 3);
        assertEquals(
                java.util.List.of("", "first", "third"), two.texts().stream().sorted().toList());
        assertEquals(one.endpoint().localAddress(), two.sender(0));
        one.endpoint().startReceive();
        send(two, new String[] {"answer"}, two.sender(0));
        driver().pollUntil("the answer", () -> one.texts().size() == 1);
        assertEquals("answer", one.texts().get(0));
        driver().close(one, two);
    }

    /** A connected datagram socket hears its peer only, and needs no address to send. */
    @Test
    default void connectedDatagrams() throws IOException {
        Assumptions.assumeTrue(has(Capability.DATAGRAM), "no datagrams: see datagrams()");
        DatagramRecorder one = openDatagram();
        DatagramRecorder two = openDatagram();
        DatagramRecorder stranger = openDatagram();
        one.endpoint().connect(two.endpoint().localAddress());
        one.endpoint().startReceive();
        two.endpoint().startReceive();
        send(one, new String[] {"hello"}, null);
        driver().pollUntil("the datagram", () -> two.texts().size() == 1);
        send(stranger, new String[] {"noise"}, one.endpoint().localAddress());
        send(two, new String[] {"reply"}, two.sender(0));
        driver().pollUntil("the reply", () -> !one.texts().isEmpty());
        settle();
        assertEquals(java.util.List.of("reply"), one.texts());
        one.endpoint().stopReceive();
        driver().close(one, two, stranger);
    }

    private DatagramRecorder openDatagram() throws IOException {
        DatagramEndpoint endpoint = backend().openDatagram(StandardProtocolFamily.INET);
        DatagramRecorder recorder = new DatagramRecorder(driver(), endpoint);
        endpoint.bind(BackendDriver.loopback(0));
        assertTrue(((InetSocketAddress) endpoint.localAddress()).getPort() > 0);
        return recorder;
    }

    private void send(DatagramRecorder from, String[] texts, SocketAddress to) throws IOException {
        int next = 0;
        while (next < texts.length) {
            int count = texts.length - next;
            ByteBuffer[] buffers = new ByteBuffer[count];
            SocketAddress[] remotes = new SocketAddress[count];
            for (int i = 0; i < count; i++) {
                buffers[i] = ByteBuffer.wrap(texts[next + i].getBytes(US_ASCII));
                remotes[i] = to;
            }
            int sent = from.endpoint().send(buffers, remotes, count);
            if (sent == Backend.PENDING) {
                int before = from.sent();
                driver().pollUntil("a send", () -> from.sent() > before);
                sent = from.sent() - before;
            }
            next += sent;
        }
    }

    /** A watched descriptor reports in every poll for as long as it is ready. */
    @Test
    default void watchesAreLevelTriggered() throws IOException {
        if (!present(
                Capability.WATCH,
                () -> new WatchRecorder(driver(), new Descriptor.OfNumber(1), 1))) {
            return;
        }
        try (BackendContract.OutsidePair pair = openSocketPair()) {
            WatchRecorder watch =
                    new WatchRecorder(driver(), pair.descriptor(), WatchEndpoint.READ);
            settle();
            assertEquals(0, watch.reports(), "nothing is there to read");
            pair.write("x", driver());
            driver().pollUntil("three reports", () -> watch.reports() >= 3);
            assertEquals(WatchEndpoint.READ, watch.lastReady());
            watch.endpoint().watch(WatchEndpoint.READ | WatchEndpoint.WRITE);
            driver().pollUntil(
                            "both",
                            () -> watch.lastReady() == (WatchEndpoint.READ | WatchEndpoint.WRITE));
            watch.endpoint().watch(0);
            settle();
            int paused = watch.reports();
            settle();
            assertEquals(paused, watch.reports(), "a paused watch reports");
            watch.endpoint().watch(WatchEndpoint.WRITE);
            driver().pollUntil("writability", () -> watch.reports() > paused);
            assertEquals(WatchEndpoint.WRITE, watch.lastReady());
            driver().close(watch);
            assertTrue(pair.isDescriptorOpen(), "a watch leaves the descriptor open");
        }
    }

    /** A hang-up wakes a watch for either direction. */
    @Test
    default void watchSeesTheEnd() throws IOException {
        Assumptions.assumeTrue(has(Capability.WATCH), "no watch: see watchesAreLevelTriggered()");
        try (BackendContract.OutsidePair pair = openSocketPair()) {
            WatchRecorder watch =
                    new WatchRecorder(driver(), pair.descriptor(), WatchEndpoint.READ);
            pair.closePeer();
            driver().pollUntil("the end", () -> watch.reports() > 0);
            assertTrue((watch.lastReady() & WatchEndpoint.READ) != 0);
            driver().close(watch);
        }
    }

    /** A borrowed socket waits without moving a byte, and stays open and the user's. */
    @Test
    default void borrowedSockets() throws IOException {
        if (!present(
                Capability.SOCKET_CALLS,
                () -> backend().borrowSocket(new Descriptor.OfNumber(1)))) {
            return;
        }
        try (BackendContract.OutsidePair pair = openSocketPair()) {
            SocketRecorder socket =
                    new SocketRecorder(driver(), backend().borrowSocket(pair.descriptor()));
            ByteBuffer target = ByteBuffer.allocate(16);
            assertEquals(Backend.PENDING, socket.endpoint().receive(target));
            socket.endpoint().awaitReadable();
            socket.endpoint().awaitReadable();
            settle();
            assertEquals(0, socket.readable());
            pair.write("abc", driver());
            driver().pollUntil("readability", () -> socket.readable() == 1);
            settle();
            assertEquals(1, socket.readable(), "one wait is one report");
            socket.endpoint().awaitReadable();
            socket.endpoint().cancelReadable();
            settle();
            assertEquals(1, socket.readable(), "a wait that was given up reports");
            assertEquals(3, socket.endpoint().receive(target));
            assertEquals(3, target.position());
            socket.endpoint().awaitWritable();
            driver().pollUntil("writability", () -> socket.writable() == 1);
            ByteBuffer source = ByteBuffer.wrap("def".getBytes(US_ASCII));
            assertEquals(3, socket.endpoint().send(source, null));
            assertFalse(source.hasRemaining());
            assertEquals("def", pair.read(3, driver()));
            pair.closePeer();
            socket.endpoint().awaitReadable();
            driver().pollUntil("the end", () -> socket.readable() == 2);
            assertEquals(Backend.END_OF_STREAM, socket.endpoint().receive(target));
            driver().close(socket);
            assertTrue(pair.isDescriptorOpen(), "borrowing leaves the socket open");
            assertNull(socket.endpoint().localAddress());
        }
    }

    /** Datagrams between names in the file system arrive whole, with the sender's name. */
    @Test
    default void unixDatagrams(@TempDir Path directory) throws IOException {
        if (!present(
                Capability.UNIX_DATAGRAM,
                () -> backend().openDatagram(StandardProtocolFamily.UNIX))) {
            return;
        }
        DatagramRecorder one = openDatagram(directory.resolve("one.sock"));
        DatagramRecorder two = openDatagram(directory.resolve("two.sock"));
        two.endpoint().startReceive();
        send(one, new String[] {"first", "", "third"}, two.endpoint().localAddress());
        driver().pollUntil("three datagrams", () -> two.texts().size() == 3);
        assertEquals(java.util.List.of("first", "", "third"), two.texts());
        assertEquals(one.endpoint().localAddress(), two.sender(0));
        two.endpoint().stopReceive();
        driver().close(one, two);
        Files.deleteIfExists(directory.resolve("one.sock"));
        Files.deleteIfExists(directory.resolve("two.sock"));
    }

    private DatagramRecorder openDatagram(Path name) throws IOException {
        DatagramEndpoint endpoint = backend().openDatagram(StandardProtocolFamily.UNIX);
        DatagramRecorder recorder = new DatagramRecorder(driver(), endpoint);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(name);
        endpoint.bind(address);
        assertEquals(address, endpoint.localAddress());
        return recorder;
    }

    /**
     * Nobody claims names outside the file system: no {@link SocketAddress} of the platform can
     * hold one, so that nobody could ask for it. Who adds one has to add the rule, too.
     */
    @Test
    default void abstractUnixAddressesAreNotClaimed() {
        assertFalse(has(Capability.ABSTRACT_UNIX_ADDRESS));
        assertThrows(
                java.nio.file.InvalidPathException.class, () -> UnixDomainSocketAddress.of("\0a"));
    }
}
