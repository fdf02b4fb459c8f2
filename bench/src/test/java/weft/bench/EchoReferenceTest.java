package weft.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The C reference has to be right before it is a measure. */
@Tag("slow")
class EchoReferenceTest {
    private Programs programs;
    private Process process;
    private int port;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        var compiler = Programs.find("cc");
        assumeTrue(compiler.isPresent(), "no C compiler");
        programs = new Programs();
        process = new ProcessBuilder(programs.compileReference(compiler.get()).toString()).start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        assertTrue(line.matches("listening on 127\\.0\\.0\\.1:\\d+"), line);
        port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    @AfterEach
    void stop() throws IOException {
        if (process != null) {
            process.destroyForcibly();
        }
        if (programs != null) {
            programs.close();
        }
    }

    @Test
    void whatTheSocketRefusesIsKeptAndSentLater() throws Exception {
        byte[] sent = new byte[16 << 20]; // more than both socket buffers hold
        new Random(1).nextBytes(sent);
        try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            socket.getOutputStream().write(sent);
                                            socket.shutdownOutput();
                                        } catch (IOException failure) {
                                            throw new AssertionError(failure);
                                        }
                                    });
            // Reads nothing until the writer is stuck or done; then everything has to come.
            writer.join(Duration.ofMillis(200));
            assertArrayEquals(sent, socket.getInputStream().readAllBytes());
            writer.join();
        }
    }

    @Test
    void terminatesWithStatusZero() throws Exception {
        process.destroy();
        assertTrue(process.waitFor(5, TimeUnit.SECONDS), "still runs");
        assertEquals(0, process.exitValue());
    }
}
