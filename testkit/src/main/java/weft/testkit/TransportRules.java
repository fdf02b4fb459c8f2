package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import weft.Asyncio;
import weft.BufferedProtocol;
import weft.Server;
import weft.StreamProtocol;
import weft.Transport;
import weft.WriteBufferLimits;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Rules of stream transports and their protocols. */
interface TransportRules extends LoopFixture {
    String HOST = "127.0.0.1";

    /** Both ends of a connection, the client's and the server's. */
    record Ends(RecordingProtocol client, RecordingProtocol server) {
        /** Closes what is left and checks what always holds. */
        void finish(TransportRules rules) {
            client.transport().abort();
            server.transport().abort();
            rules.waitUntil("both ends", () -> client.lost && server.lost);
            rules.settle();
            assertEquals(List.of(), client.violations);
            assertEquals(List.of(), server.violations);
            assertEquals(1, client.log.stream().filter("lost"::equals).count());
            assertEquals(1, server.log.stream().filter("lost"::equals).count());
        }
    }

    private Ends connect(RecordingProtocol server) {
        return connect(new RecordingProtocol(), server);
    }

    private Ends connect(RecordingProtocol client, RecordingProtocol server) {
        Server listener = loop().createServer(() -> server, HOST, 0);
        loop().createConnection(() -> client, HOST, portOf(listener));
        waitUntil("the server's end", server::isConnected);
        listener.close();
        return new Ends(client, server);
    }

    static int portOf(Server server) {
        return ((InetSocketAddress) server.sockets().get(0)).getPort();
    }

    /** Gives what must not happen a few iterations to happen. */
    private void settle() {
        for (int i = 0; i < 10; i++) {
            Asyncio.sleep(STEP);
        }
    }

    private void withConnection(RecordingProtocol server, java.util.function.Consumer<Ends> test) {
        run(
                () -> {
                    Ends ends = connect(server);
                    test.accept(ends);
                    ends.finish(this);
                });
    }

    /** connectionMade comes first, and before createConnection returns; then data. */
    @Test
    default void eventsComeInOrder() {
        RecordingProtocol server = new RecordingProtocol();
        withConnection(
                server,
                ends -> {
                    assertEquals(List.of("made"), ends.client().log);
                    assertSame(ends.client(), ends.client().transport().getProtocol());
                    ends.client().transport().write("hello".getBytes(US_ASCII));
                    waitUntil("the data", () -> server.text().equals("hello"));
                    ends.client().transport().close();
                    waitUntil("the end", () -> server.lost && ends.client().lost);
                    assertNull(server.cause);
                    assertNull(ends.client().cause);
                    assertEquals("made", server.log.get(0));
                    assertEquals(
                            List.of("eof", "lost"),
                            server.log.subList(server.log.size() - 2, server.log.size()));
                });
    }

    /** A transport knows its addresses, also when it is closed. */
    @Test
    default void addressesAreKnown() {
        withConnection(
                new RecordingProtocol(),
                ends -> {
                    Transport client = ends.client().transport();
                    Transport server = ends.server().transport();
                    assertNotNull(client.getExtraInfo("sockname"));
                    assertEquals(client.getExtraInfo("sockname"), server.getExtraInfo("peername"));
                    assertEquals(server.getExtraInfo("sockname"), client.getExtraInfo("peername"));
                    assertNull(client.getExtraInfo("nonsense"));
                    assertEquals("other", client.getExtraInfo("nonsense", "other"));
                });
    }

    /** close() and abort() call nothing themselves; connectionLost follows exactly once. */
    @Test
    default void closingCallsNothingInline() {
        for (boolean abort : new boolean[] {false, true}) {
            withConnection(
                    new RecordingProtocol(),
                    ends -> {
                        RecordingProtocol client = ends.client();
                        Transport transport = client.transport();
                        assertFalse(transport.isClosing());
                        client.call(abort ? transport::abort : transport::close);
                        assertTrue(transport.isClosing());
                        client.call(transport::close);
                        client.call(transport::abort);
                        assertEquals(List.of("made"), client.log);
                        waitUntil("connectionLost", () -> client.lost);
                        assertNull(client.cause);
                        client.call(transport::close);
                    });
        }
    }

    /** close() sends what was written before; abort() drops it. */
    @Test
    default void closeFlushesFirst() {
        byte[] bytes = BackendFixture.pattern(3_000_000, 9);
        RecordingProtocol server = new RecordingProtocol();
        withConnection(
                server,
                ends -> {
                    ends.client().transport().write(bytes);
                    ends.client().transport().close();
                    waitUntil("the end", () -> server.lost);
                    assertArrayEquals(bytes, server.bytes.toByteArray());
                });
    }

    /** What is written after close or after the loss is dropped; after writeEof it is an error. */
    @Test
    default void lateWrites() {
        RecordingProtocol server = new RecordingProtocol();
        server.keepOpen = true;
        withConnection(
                server,
                ends -> {
                    Transport client = ends.client().transport();
                    assertTrue(client.canWriteEof());
                    client.write("last".getBytes(US_ASCII));
                    client.writeEof();
                    client.writeEof();
                    assertThrows(
                            IllegalStateException.class,
                            () -> client.write("more".getBytes(US_ASCII)));
                    waitUntil("the end", () -> server.log.contains("eof"));
                    server.transport().close();
                    server.transport().write("dropped".getBytes(US_ASCII));
                    waitUntil("the loss", () -> server.lost);
                    for (int i = 0; i < 8; i++) {
                        server.transport().write("dropped".getBytes(US_ASCII));
                    }
                    waitUntil("the other loss", () -> ends.client().lost);
                    assertEquals("", ends.client().text());
                    assertEquals("last", server.text());
                });
    }

    /** A falsy answer to eofReceived closes the transport; a truthy one keeps the other side. */
    @Test
    default void halfClose() {
        RecordingProtocol server = new RecordingProtocol();
        server.keepOpen = true;
        withConnection(
                server,
                ends -> {
                    ends.client().transport().write("question".getBytes(US_ASCII));
                    ends.client().transport().writeEof();
                    waitUntil("the end", () -> server.log.contains("eof"));
                    settle();
                    assertFalse(server.transport().isClosing());
                    server.transport().write("answer".getBytes(US_ASCII));
                    waitUntil("the answer", () -> ends.client().text().equals("answer"));
                    server.transport().close();
                    waitUntil("the loss", () -> ends.client().lost);
                });
        RecordingProtocol closing = new RecordingProtocol();
        withConnection(
                closing,
                ends -> {
                    ends.client().transport().writeEof();
                    waitUntil("the loss", () -> closing.lost);
                    assertEquals(List.of("made", "eof", "lost"), closing.log);
                });
    }

    /** The water marks pause and resume the writer, exactly paired. */
    @Test
    default void waterMarks() {
        RecordingProtocol server = new RecordingProtocol();
        withConnection(
                server,
                ends -> {
                    RecordingProtocol client = ends.client();
                    Transport transport = client.transport();
                    assertEquals(
                            new WriteBufferLimits(16 * 1024, 64 * 1024),
                            transport.getWriteBufferLimits());
                    transport.setWriteBufferLimits(1_000);
                    assertEquals(
                            new WriteBufferLimits(250, 1_000), transport.getWriteBufferLimits());
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> transport.setWriteBufferLimits(1, 2));
                    server.transport().pauseReading();
                    for (int i = 0; i < 500 && !client.isPaused(); i++) {
                        client.call(() -> transport.write(new byte[100_000]));
                        settle(); // a pause that ends by itself was not the peer's doing
                    }
                    assertTrue(client.isPaused(), "a peer that does not read never pauses");
                    assertTrue(transport.getWriteBufferSize() > 1_000);
                    server.transport().resumeReading();
                    waitUntil("the resumption", () -> !client.isPaused());
                    assertTrue(transport.getWriteBufferSize() <= 250);
                });
    }

    /** A high-water mark of 0 is legal. */
    @Test
    default void waterMarkOfZero() {
        RecordingProtocol server = new RecordingProtocol();
        withConnection(
                server,
                ends -> {
                    RecordingProtocol client = ends.client();
                    client.transport().setWriteBufferLimits(0);
                    client.transport().write(new byte[2_000_000]);
                    waitUntil("the data", () -> server.bytes.size() == 2_000_000);
                    waitUntil("the resumption", () -> !client.isPaused());
                    assertEquals(0, client.transport().getWriteBufferSize());
                });
    }

    /** pauseReading stops delivery at once, from inside dataReceived too; nothing is lost. */
    @Test
    default void pausedReaderHoldsBytes() {
        RecordingProtocol server =
                new RecordingProtocol() {
                    @Override
                    public void dataReceived(ByteBuffer data) {
                        if (!transport().isReading()) {
                            violations.add("data while paused");
                        }
                        super.dataReceived(data);
                        transport().pauseReading();
                    }
                };
        byte[] bytes = BackendFixture.pattern(400_000, 10);
        withConnection(
                server,
                ends -> {
                    ends.client().transport().write(bytes);
                    for (int i = 0; i < MOST_STEPS && server.bytes.size() < bytes.length; i++) {
                        waitUntil("a pause", () -> !server.transport().isReading());
                        int before = server.bytes.size();
                        Asyncio.sleep(Duration.ZERO);
                        Asyncio.sleep(Duration.ZERO);
                        assertEquals(before, server.bytes.size());
                        server.transport().pauseReading();
                        server.transport().resumeReading();
                        server.transport().resumeReading();
                        waitUntil("more", () -> server.bytes.size() > before);
                    }
                    assertArrayEquals(bytes, server.bytes.toByteArray());
                });
    }

    /** What a paused reader holds goes back to the backend when its transport is aborted. */
    @Test
    default void abortReleasesWhatAPauseHolds() {
        RecordingProtocol server =
                new RecordingProtocol() {
                    @Override
                    public void dataReceived(ByteBuffer data) {
                        super.dataReceived(data);
                        transport().pauseReading();
                    }
                };
        byte[] bytes = BackendFixture.pattern(400_000, 11);
        withConnection(
                server,
                ends -> {
                    ends.client().transport().write(bytes);
                    waitUntil("a pause", () -> !server.transport().isReading());
                    server.transport().abort();
                    waitUntil("the loss", () -> server.lost);
                    assertTrue(server.bytes.size() < bytes.length, "it was not all delivered");
                });
        // That every chunk was released is seen by the check for leaks.
    }

    /** A protocol that throws is reported and its transport aborted; the loop goes on. */
    @Test
    default void failingProtocolIsAborted() {
        RuntimeException failure = new RuntimeException("thrown by dataReceived");
        RecordingProtocol server =
                new RecordingProtocol() {
                    @Override
                    public void dataReceived(ByteBuffer data) {
                        throw failure;
                    }
                };
        withConnection(
                server,
                ends -> {
                    ends.client().transport().write(new byte[1]);
                    waitUntil("both losses", () -> server.lost && ends.client().lost);
                });
        assertSame(failure, takeOnlyReport().exception());
    }

    /** The bytes received can be written at once, in place; the echo is exact. */
    @Test
    default void echoIsExact() {
        echo(1_000_000);
    }

    /** The same with a hundred megabytes. */
    @Test
    @Tag("slow")
    default void largeEchoIsExact() {
        echo(100_000_000);
    }

    private void echo(int length) {
        RecordingProtocol server =
                new RecordingProtocol() {
                    @Override
                    public void dataReceived(ByteBuffer data) {
                        transport().write(data);
                        if (data.hasRemaining()) {
                            violations.add("write left bytes");
                        }
                    }
                };
        byte[] bytes = BackendFixture.pattern(length, 11);
        withConnection(
                server,
                ends -> {
                    RecordingProtocol client = ends.client();
                    for (int at = 0; at < length; at += 50_000) {
                        int end = Math.min(length, at + 50_000);
                        client.transport().write(ByteBuffer.wrap(bytes, at, end - at));
                        while (client.isPaused()) {
                            Asyncio.sleep(Duration.ZERO);
                        }
                    }
                    waitUntil("the echo", () -> client.bytes.size() == length);
                    assertArrayEquals(bytes, client.bytes.toByteArray());
                });
    }

    /** A buffered protocol's memory is filled in place, and it may be any size. */
    @Test
    default void bufferedProtocolIsFilled() {
        BufferedReader reader = new BufferedReader();
        byte[] bytes = BackendFixture.pattern(100_000, 12);
        run(
                () -> {
                    Server listener = loop().createServer(() -> reader, HOST, 0);
                    RecordingProtocol client = new RecordingProtocol();
                    loop().createConnection(() -> client, HOST, portOf(listener));
                    client.transport().write(bytes);
                    client.transport().close();
                    waitUntil("the end", () -> reader.log.contains("lost"));
                    listener.close();
                    listener.waitClosed();
                });
        assertArrayEquals(bytes, reader.bytes.toByteArray());
        assertEquals(List.of("eof", "lost"), reader.log);
    }

    /** Collects what a buffered protocol is given. */
    final class BufferedReader implements BufferedProtocol {
        final List<String> log = new ArrayList<>();
        final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        private final ByteBuffer target = ByteBuffer.allocateDirect(777);

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            return target.clear();
        }

        @Override
        public void bufferUpdated(int count) {
            byte[] copy = new byte[count];
            target.flip().get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public boolean eofReceived() {
            log.add("eof");
            return false;
        }

        @Override
        public void connectionLost(Throwable cause) {
            log.add("lost");
        }
    }

    /** The protocol can be replaced; the next event goes to the new one. */
    @Test
    default void protocolCanBeReplaced() {
        RecordingProtocol server = new RecordingProtocol();
        Supplier<StreamProtocol> next = RecordingProtocol::new;
        withConnection(
                server,
                ends -> {
                    ends.client().transport().write("first".getBytes(US_ASCII));
                    waitUntil("the data", () -> server.text().equals("first"));
                    RecordingProtocol second = (RecordingProtocol) next.get();
                    second.connectionMade(server.transport());
                    server.transport().setProtocol(second);
                    assertSame(second, server.transport().getProtocol());
                    ends.client().transport().write("second".getBytes(US_ASCII));
                    waitUntil("the rest", () -> second.text().equals("second"));
                    assertEquals("first", server.text());
                    server.transport().setProtocol(server);
                });
    }
}
