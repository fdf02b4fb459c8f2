package weft.bench;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One shape of load: so many connections, each with so many messages of this size in flight.
 *
 * @param connections connections that stay open
 * @param sizeBytes bytes of one message
 * @param depth messages in flight on each connection
 * @param style how the connections are used
 * @param ratePerSecond messages that become due each second, 0 to follow the answers instead
 * @param idle further connections that stay open and are never used
 * @param messages messages of each connection in all slices together, 0 to go by time instead
 */
record Scenario(
        int connections,
        int sizeBytes,
        int depth,
        Style style,
        int ratePerSecond,
        int idle,
        int messages) {
    /** How connections are used. */
    enum Style {
        /** They stay open, and one thread serves them all. */
        KEPT,
        /** Each has one message, one after another. */
        RECONNECT,
        /** They stay open, each with a process and a blocking socket of its own. */
        BLOCKING
    }

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9}) ?(B|KiB|MiB)?");

    /** Room for what is late on a connection; what is later waits, and counts as late as well. */
    private static final int LATE_MESSAGES = 256;

    Scenario {
        if (ratePerSecond < 0 || (ratePerSecond > 0 && style != Style.KEPT)) {
            throw new IllegalArgumentException("no rate for this: " + ratePerSecond);
        }
        if (messages < 0 || (messages > 0 && style != Style.BLOCKING)) {
            throw new IllegalArgumentException("these messages are not counted: " + messages);
        }
        if (idle < 0 || (idle > 0 && style != Style.KEPT)) {
            throw new IllegalArgumentException("no idle connections for this: " + idle);
        }
        if (connections < 1 || connections > 60_000) {
            throw new IllegalArgumentException("connections not in 1..60000: " + connections);
        }
        if (sizeBytes < 1 || sizeBytes > 64 << 20) {
            throw new IllegalArgumentException("size not in 1 B..64 MiB: " + sizeBytes);
        }
        if (depth < 1 || depth > 65_536) {
            throw new IllegalArgumentException("messages in flight not in 1..65536: " + depth);
        }
    }

    /** Connections that stay open, in a closed loop. */
    Scenario(int connections, int sizeBytes, int depth) {
        this(connections, sizeBytes, depth, Style.KEPT, 0, 0, 0);
    }

    /** One connection after another, each for one message. */
    static Scenario reconnecting(int sizeBytes) {
        return new Scenario(1, sizeBytes, 1, Style.RECONNECT, 0, 0, 0);
    }

    /** Processes with a blocking socket each. */
    static Scenario blocking(int connections, int sizeBytes) {
        return new Scenario(connections, sizeBytes, 1, Style.BLOCKING, 0, 0, 0);
    }

    /** Returns the same with a number of messages for each connection instead of a time. */
    Scenario counting(int each) {
        return new Scenario(connections, sizeBytes, depth, style, ratePerSecond, idle, each);
    }

    /** Returns the same beside connections that are never used. */
    Scenario besideIdle(int others) {
        return new Scenario(connections, sizeBytes, depth, style, ratePerSecond, others, messages);
    }

    /** Messages that are sent when they are due, over connections that stay open. */
    static Scenario paced(int connections, int sizeBytes, int ratePerSecond) {
        return new Scenario(connections, sizeBytes, LATE_MESSAGES, Style.KEPT, ratePerSecond, 0, 0);
    }

    /** Returns the same messages with a connection for each, one at a time. */
    Scenario asReconnect() {
        return reconnecting(sizeBytes);
    }

    /** Reads {@code 64}, {@code 64B}, {@code 10KiB} or {@code 1MiB}. */
    static int parseSize(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not a size: " + text + " (examples: 64, 64B, 10KiB, 1MiB)");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        long bytes =
                switch (unit) {
                    case "KiB" -> number << 10;
                    case "MiB" -> number << 20;
                    default -> number;
                };
        if (bytes < 1 || bytes > 64 << 20) {
            throw new IllegalArgumentException("size not in 1 B..64 MiB: " + text);
        }
        return (int) bytes;
    }

    /** Returns the size in the unit that keeps it whole. */
    static String formatSize(int bytes) {
        if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MiB";
        }
        return bytes >= 1024 && bytes % 1024 == 0 ? (bytes >> 10) + " KiB" : bytes + " B";
    }

    /** Returns the words for a heading, such as {@code 10 connections x 1 KiB}. */
    String title() {
        if (style == Style.RECONNECT) {
            return "connect, echo " + formatSize(sizeBytes) + " once, close; one at a time";
        }
        if (style == Style.BLOCKING) {
            String clients = connections + " blocking clients x " + formatSize(sizeBytes);
            return messages == 0
                    ? clients
                    : String.format(Locale.ROOT, "%s, %,d messages each", clients, messages);
        }
        if (ratePerSecond > 0) {
            return String.format(
                    Locale.ROOT,
                    "%d connections x %s, %,d a second",
                    connections,
                    formatSize(sizeBytes),
                    ratePerSecond);
        }
        String inFlight = depth == 1 ? "" : String.format(Locale.ROOT, ", %d in flight", depth);
        String noun = connections == 1 ? " connection x " : " connections x ";
        String unused = idle == 0 ? "" : String.format(Locale.ROOT, ", beside %,d idle", idle);
        return connections + noun + formatSize(sizeBytes) + inFlight + unused;
    }
}
