package weft.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The echo program in a process of its own, as a user starts it. Lines come with their time. */
final class EchoChild implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PLACE = "listening on 127.0.0.1:";

    /** A line of the program, or null where it closed the stream, and when it was read. */
    record Line(String text, long atNanos) {}

    private final Process process;
    private final BlockingQueue<Line> output = new LinkedBlockingQueue<>();
    private final BlockingQueue<Line> errors = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    /**
     * Starts the program.
     *
     * @param before a command that takes the JVM's as its arguments, or nothing
     * @param classPath what the JVM runs from
     * @param options of the echo command
     */
    EchoChild(List<String> before, String classPath, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It lives for seconds, in which the second compiler costs more than it gains.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", classPath, Main.class.getName(), "echo"));
        command.addAll(options);
        process = new ProcessBuilder(command).start();
        pump(process.inputReader(), output);
        pump(process.errorReader(), errors);
    }

    private static void pump(BufferedReader reader, BlockingQueue<Line> lines) {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try (reader) {
                                String text;
                                do {
                                    text = reader.readLine();
                                    lines.add(new Line(text, System.nanoTime()));
                                } while (text != null);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
    }

    /** Waits until it says where it listens, and returns the port. */
    int awaitPort() throws InterruptedException {
        Line line = output.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        if (line == null || line.text() == null || !line.text().startsWith(PLACE)) {
            throw new AssertionError("said " + line + ", and to standard error: " + errors);
        }
        return Integer.parseInt(line.text().substring(PLACE.length()));
    }

    /** Waits for a line of standard error that contains something. */
    Line awaitError(String part) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Line line = errors.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null || line.text() == null) {
                throw new AssertionError("no line with '" + part + "' in " + seen);
            }
            seen.add(line.text());
            if (line.text().contains(part)) {
                return line;
            }
        }
    }

    /** Tells it to end, waits until it has, and returns its status. */
    int end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("the program does not end");
        }
        return process.exitValue();
    }

    /** Returns all of standard error that was not awaited, of a program that has ended. */
    String restOfErrors() throws InterruptedException {
        var text = new StringBuilder();
        for (Line line = errors.take(); line.text() != null; line = errors.take()) {
            text.append(line.text()).append('\n');
        }
        return text.toString();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
