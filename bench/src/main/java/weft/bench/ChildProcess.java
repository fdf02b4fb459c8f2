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
    private static final int TAIL_LINES = 3;
    private static final int LINE_LENGTH = 120;
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
    private volatile boolean closing;

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

    /** Returns the CPU time used so far, by ended threads too. */
    Duration cpuTime() throws IOException {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IOException("the system does not tell the CPU time"));
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
     * @throws IOException if the program ends, or says nothing until the timeout; the message
     *     carries the exit status and what it last wrote to standard error
     */
    String readLine(Duration timeout) throws IOException, InterruptedException {
        if (!ended) {
            Optional<String> line = output.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new IOException(
                        "no answer within " + timeout.toSeconds() + " s" + lastWords());
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
        closing = true;
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

    /** Keeps what is not a stack frame: the message above the frames says what happened. */
    private void keepTail(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("at ")) {
            return;
        }
        synchronized (errorTail) {
            errorTail.addLast(text.length() > LINE_LENGTH ? text.substring(0, LINE_LENGTH) : text);
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
                        // Ending a process closes its streams under the reader.
                        if (!closing) {
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
