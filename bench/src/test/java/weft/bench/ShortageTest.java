package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import weft.policy.LoopCatalog;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * A server that runs out of descriptors for real: its process may have few, and more clients come.
 */
@Tag("long")
@Timeout(120)
class ShortageTest {
    /** A JVM needs about a hundred for itself, most of them for the jars on the class path. */
    private static final int LIMIT = 256;

    private static final int CLIENTS = LIMIT + 50;
    private static final String REPORT = "socket.accept() out of system resource";

    @TempDir private static Path directory;

    private static String classPath = "";

    /**
     * Packs directories of classes: a class in one cannot be loaded when there is no descriptor to
     * open its file with, but a jar stays open, and programs are made of jars.
     */
    @BeforeAll
    static void packClasses() {
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        List<String> packed = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(entry))) {
                String file = directory.resolve(packed.size() + ".jar").toString();
                int status =
                        jar.run(System.out, System.err, "--create", "-f", file, "-C", entry, ".");
                assertEquals(0, status, entry);
                packed.add(file);
            } else {
                packed.add(entry);
            }
        }
        classPath = String.join(File.pathSeparator, packed);
    }

    /** It says what is missing, rests, still serves whom it has, and later everybody. */
    @ParameterizedTest
    @ValueSource(strings = {"select", "poll", "epoll", "epoll-et", "io_uring"})
    void itLivesThroughIt(String loop) throws Exception {
        assumeTrue(
                LoopCatalog.load().provider(loop).availability().usable(),
                () -> "SKIPPED: " + loop + " does not work here");
        List<String> limited =
                List.of("/bin/sh", "-c", "ulimit -n " + LIMIT + " && exec \"$0\" \"$@\"");
        List<Socket> clients = new ArrayList<>();
        try (var server = new EchoChild(limited, classPath, List.of("--loop", loop))) {
            int port = server.awaitPort();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(connect(port)); // the system's queue takes those the server cannot
            }
            EchoChild.Line first = server.awaitError(REPORT);
            EchoChild.Line cause = server.awaitError("ResourceShortageException");
            assertTrue(cause.text().contains("ulimit -n"), cause.text());
            assertEchoes(clients.get(0));
            // The next report is that of the next try, a second later, and there was none between.
            EchoChild.Line second = server.awaitError(REPORT);
            long betweenMillis = (second.atNanos() - first.atNanos()) / 1_000_000;
            assertTrue(
                    betweenMillis > 500,
                    () -> "it tried again after " + betweenMillis + " ms instead of a second");
            for (Socket client : clients.subList(1, CLIENTS)) {
                client.close();
            }
            try (Socket late = connect(port)) {
                assertEchoes(late);
            }
            assertEchoes(clients.get(0));
            assertTrue(server.isAlive());
            assertEquals(0, server.end());
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void assertEchoes(Socket client) throws IOException {
        client.getOutputStream().write(42);
        assertEquals(42, client.getInputStream().read());
    }
}
