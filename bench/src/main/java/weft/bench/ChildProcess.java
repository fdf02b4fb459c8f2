package weft.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program under the harness's control: spoken to in lines, never able to block the harness for
 * longer than a timeout, ended with the harness, and its last words kept for the report.
 */
final class ChildProcess implements AutoCloseable {
    private static final int TAIL_LINES = 12;
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().unstarted(() -> RUNNING.forEach(Process::destroy)));
    }

    private final Process process;
    private final Writer input;
    private final BlockingQueue<Optional<String>> output = new LinkedBlockingQueue<>();
    private final Deque<String> errorTail = new ArrayDeque<>();
    private final Thread errorPump;
    private boolean ended;

    private ChildProcess(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        pump(process.getInputStream(), line -> output.add(Optional.of(line)), true);
        this.errorPump = pump(process.getErrorStream(), this::keepTail, false);
    }

    /**
     * Starts a program.
     *
     * @throws IOException if there is no such program
     */
    static ChildProcess start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        RUNNING.add(process);
        return new ChildProcess(process);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Sends one line.
     *
     * @throws IOException if the program no longer reads
     */
    void writeLine(String line) throws IOException {
        input.write(line);
        input.write('\n');
        input.flush();
    }

    /**
     * Returns the next line of standard output.
     *
     * @throws IOException if the program ends, or says nothing until the timeout; the message carries
     *     the exit status and what it last wrote to standard error
     */
    String readLine(Duration timeout) throws IOException, InterruptedException {
        if (!ended) {
            Optional<String> line = output.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new IOException("no answer within " + timeout.toSeconds() + " s" + lastWords());
            }
            if (line.isPresent()) {
                return line.get();
            }
            ended = true;
        }
        if (process.waitFor(GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
            errorPump.join(GRACE);
            throw new IOException("ended with status " + process.exitValue() + lastWords());
        }
        throw new IOException("closed its output but still runs" + lastWords());
    }

    /** Returns what the program last wrote to standard error, ready to append to a message. */
    String lastWords() {
        synchronized (errorTail) {
            return errorTail.isEmpty() ? "" : ": " + String.join(" | ", errorTail);
        }
    }

    /** Asks the program to end, and ends it by force if it does not within three seconds. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        RUNNING.remove(process);
    }

    private void keepTail(String line) {
        synchronized (errorTail) {
            errorTail.addLast(line.strip());
            if (errorTail.size() > TAIL_LINES) {
                errorTail.removeFirst();
            }
        }
    }

    private interface LineConsumer {
        void accept(String line);
    }

    private Thread pump(InputStream stream, LineConsumer consumer, boolean markEnd) {
        Runnable reading =
                () -> {
                    try (var reader =
                            new BufferedReader(
                                    new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line; (line = reader.readLine()) != null; ) {
                            consumer.accept(line);
                        }
                    } catch (IOException failure) {
                        // The stream of a process that was ended by force breaks off: its end too.
                        if (process.isAlive()) {
                            throw new UncheckedIOException(failure);
                        }
                    } finally {
                        if (markEnd) {
                            output.add(Optional.empty());
                        }
                    }
                };
        return Thread.ofPlatform().daemon().name("bench-pump").start(reading);
    }
}
