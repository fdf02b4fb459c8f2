package weft.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says what is going on and how long it will take: one line that is overwritten on a terminal, a line
 * now and then in a log.
 */
final class Progress {
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(15);

    private final PrintStream stream;
    private final boolean terminal;
    private final LongSupplier clock;
    private long lastNanos;
    private int lastLength;
    private boolean printed;

    Progress(PrintStream stream, boolean terminal, LongSupplier clock) {
        this.stream = stream;
        this.terminal = terminal;
        this.clock = clock;
    }

    /** Reports on standard error. */
    static Progress onStandardError() {
        return new Progress(System.err, standardErrorIsTerminal(), System::nanoTime);
    }

    /** Shows a message and the time that is left, as long as it may be of interest. */
    void show(String message, Duration remaining) {
        long now = clock.getAsLong();
        String line = message + ", " + format(remaining) + " left";
        if (terminal) {
            stream.print("\r" + line + " ".repeat(Math.max(0, lastLength - line.length())));
            stream.flush();
            lastLength = line.length();
        } else if (!printed || now - lastNanos >= LOG_INTERVAL.toNanos()) {
            stream.println(line);
            lastNanos = now;
        }
        printed = true;
    }

    /** Says something that stays. */
    void say(String message) {
        clear();
        stream.println(message);
    }

    /** Removes the line from a terminal. */
    void clear() {
        if (terminal && lastLength > 0) {
            stream.print("\r" + " ".repeat(lastLength) + "\r");
            stream.flush();
            lastLength = 0;
        }
    }

    static String format(Duration duration) {
        long seconds = Math.max(0, (duration.toMillis() + 500) / 1000);
        return seconds < 60
                ? seconds + " s"
                : seconds / 60 + " min " + seconds % 60 + " s";
    }

    private static boolean standardErrorIsTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException unknown) {
            return false; // Not Linux: plain lines suit a terminal too.
        }
    }
}
