package weft.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import weft.bench.echo.EchoMode;
import weft.policy.LoopCatalog;
import weft.spi.Availability;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Starts the echo program as a user does, and treats it as its clients may. */
@Tag("slow")
@Timeout(60)
class EchoProgramTest {
    private static final int LENGTH_BYTES = 8 * 1024 * 1024;

    private static final int PIECE_BYTES = 64 * 1024;

    // Far more than the buffers of four sockets, and the server's own, may hold.
    private static final int BOUND_BYTES = 128 * 1024 * 1024;

    /** All loops in one mode, and one of them in all: modes are the same above every loop. */
    static Stream<Arguments> loopsAndModes() {
        return Stream.concat(
                Stream.of("select", "poll", "epoll", "epoll-et", "io_uring")
                        .map(loop -> Arguments.of(loop, EchoMode.coroutine)),
                Stream.of(EchoMode.protocol, EchoMode.buffered)
                        .map(mode -> Arguments.of("io_uring", mode)));
    }

    @ParameterizedTest
    @MethodSource("loopsAndModes")
    void itEchoesBesideClientsThatMisbehaveAndEndsWithItsSignal(String loop, EchoMode mode)
            throws Exception {
        Availability availability = LoopCatalog.load().provider(loop).availability();
        assumeTrue(
                availability.usable(),
                () -> "SKIPPED: " + loop + " does not work here: " + availability.reason());
        List<String> options = List.of("--loop", loop, "--mode", mode.name());
        String classPath = System.getProperty("java.class.path");
        try (var program = new EchoChild(List.of(), classPath, options)) {
            int port = program.awaitPort();
            int status;
            try (Socket silent = connect(port)) {
                resetOne(port);
                try (SocketChannel deaf = SocketChannel.open()) {
                    deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    writeUntilItIsHeldUp(deaf);
                    assertEverythingComesBack(port);
                }
                status = program.end();
                assertEquals(-1, silent.getInputStream().read());
            }
            String errors = program.restOfErrors();
            assertEquals(0, status, errors);
            assertEquals("", errors);
        }
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** Ends a connection in the midst of its bytes. */
    private static void resetOne(int port) throws IOException {
        try (Socket rude = connect(port)) {
            rude.setSoLinger(true, 0);
            rude.getOutputStream().write(new byte[64 * 1024]);
        }
    }

    /** Sends and never reads, until the server takes no more: that has to come. */
    private static void writeUntilItIsHeldUp(SocketChannel deaf) throws IOException {
        deaf.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            deaf.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer bytes = ByteBuffer.allocate(PIECE_BYTES);
            long taken = 0;
            // Held up is who can write nothing for a quarter of a second.
            while (selector.select(250) > 0) {
                selector.selectedKeys().clear();
                taken += deaf.write(bytes.clear());
                assertTrue(taken < BOUND_BYTES, "a client that never reads fills the server");
            }
        }
    }

    private static void assertEverythingComesBack(int port) throws Exception {
        byte[] sent = new byte[LENGTH_BYTES];
        new Random(1).nextBytes(sent);
        try (Socket client = connect(port)) {
            CompletableFuture<Void> writer =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    OutputStream out = client.getOutputStream();
                                    out.write(sent);
                                    client.shutdownOutput();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            assertArrayEquals(sent, client.getInputStream().readAllBytes());
            writer.get();
        }
    }
}
