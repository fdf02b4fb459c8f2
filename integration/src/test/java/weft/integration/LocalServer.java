package weft.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server that a test starts for itself: a process on a free port of the loopback interface, with
 * its data in a temporary directory. Closing it leaves neither behind.
 */
final class LocalServer implements AutoCloseable {
    private static final int START_LIMIT_SECONDS = 60;
    private static final int STOP_LIMIT_SECONDS = 20;
    private static final int PROBE_INTERVAL_MILLIS = 50;

    // Somebody else may take the port between our look and the server's.
    private static final int ATTEMPTS = 3;

    private final Path directory;
    private final int port;
    private final Process process;
    private final Thread emergencyStop = new Thread(this::stopAtExit);

    private LocalServer(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(emergencyStop);
    }

    /** Says how to run a server in a directory and on a port. */
    interface Command {
        List<String> of(Path directory, int port) throws IOException, InterruptedException;
    }

    /** Tries to use a server; fails while it is not ready. */
    interface Probe {
        void of(int port) throws Exception;
    }

    /** Starts a server and waits until it can be used. */
    static LocalServer start(String name, Command command, Probe probe) throws Exception {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            Path directory = Files.createTempDirectory("weft-" + name + "-");
            Path log = directory.resolve("output.log");
            Process process =
                    new ProcessBuilder(command.of(directory, port))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            LocalServer server = new LocalServer(directory, port, process);
            Exception refusal = server.waitUntilReady(probe);
            if (refusal == null) {
                return server;
            }
            String output = Files.readString(log);
            server.close();
            if (attempt == ATTEMPTS) {
                throw new IOException(name + " does not start: " + output, refusal);
            }
        }
    }

    /** Runs a command to its end. */
    static void run(List<String> command, Path log) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!process.waitFor(START_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command + " takes too long: " + Files.readString(log));
        }
        if (process.exitValue() != 0) {
            throw new IOException(command + " failed: " + Files.readString(log));
        }
    }

    private Exception waitUntilReady(Probe probe) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_SECONDS);
        while (true) {
            try {
                probe.of(port);
                return null;
            } catch (Exception e) {
                boolean ended = process.waitFor(PROBE_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
                if (ended || System.nanoTime() - deadline > 0) {
                    return e;
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(emergencyStop);
        boolean stopped = false;
        try {
            process.destroy();
            stopped = process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!stopped) {
            process.destroyForcibly().onExit().join();
        }
        deleteDirectory();
        if (!stopped) {
            throw new IOException("the server of " + directory + " had to be killed");
        }
    }

    private void stopAtExit() {
        process.destroyForcibly().onExit().join();
        try {
            deleteDirectory();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deleteDirectory() throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
