package weft.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import weft.bench.echo.EchoMode;

import java.io.BufferedReader;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starts the echo program as a user does, and treats it as its clients may. */
@Tag("slow")
@Timeout(60)
class EchoProgramTest {
    private static final int LENGTH_BYTES = 32 * 1024 * 1024;

    private static final int PIECE_BYTES = 64 * 1024;

    // Far more than the buffers of four sockets, and the server's own, may hold.
    private static final int BOUND_BYTES = 128 * 1024 * 1024;

    @TempDir private Path directory;

    @ParameterizedTest
    @EnumSource(EchoMode.class)
    void itEchoesBesideClientsThatMisbehaveAndEndsWithItsSignal(EchoMode mode) throws Exception {
        Path errors = directory.resolve("errors");
        Process program =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "echo",
                                "--mode",
                                mode.name())
                        .redirectError(errors.toFile())
                        .start();
        try (BufferedReader output = program.inputReader()) {
            String greeting = output.readLine();
            String place = "listening on 127.0.0.1:";
            assertNotNull(greeting, () -> text(errors));
            assertTrue(greeting.startsWith(place), greeting);
            int port = Integer.parseInt(greeting.substring(place.length()));
            try (Socket silent = connect(port)) {
                resetOne(port);
                try (SocketChannel deaf = SocketChannel.open()) {
                    deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    writeUntilItIsHeldUp(deaf);
                    assertEverythingComesBack(port);
                }
                program.destroy();
                assertEquals(-1, silent.getInputStream().read());
            }
            assertTrue(program.waitFor(20, TimeUnit.SECONDS), "it ends");
            assertEquals(0, program.exitValue(), () -> text(errors));
            assertEquals("", text(errors));
        } finally {
            program.destroyForcibly();
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
            // Held up is who can write nothing for half a second.
            while (selector.select(500) > 0) {
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

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
