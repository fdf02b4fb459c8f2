package weft.bench;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One shape of load: so many connections, each with so many messages of this size in flight; or one
 * connection after another, each used for one message.
 *
 * @param connections connections that stay open
 * @param sizeBytes bytes of one message
 * @param depth messages in flight on each connection
 * @param reconnect whether each message has a connection of its own, one at a time
 */
record Scenario(int connections, int sizeBytes, int depth, boolean reconnect) {
    /** What a full run measures: few and many connections, small and large messages, pipelining. */
    static final List<Scenario> ALL =
            List.of(
                    new Scenario(10, 1024, 1),
                    new Scenario(1000, 64, 1),
                    new Scenario(10, 100 * 1024, 1),
                    new Scenario(10, 10 * 1024, 1),
                    new Scenario(100, 128, 16),
                    new Scenario(1, 64, 1, true));

    /** The first three of {@link #ALL}: the ones that tell most. */
    static final List<Scenario> QUICK = ALL.subList(0, 3);

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9}) ?(B|KiB|MiB)?");

    Scenario {
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

    /** Connections that stay open. */
    Scenario(int connections, int sizeBytes, int depth) {
        this(connections, sizeBytes, depth, false);
    }

    /** Returns the same messages with a connection for each, one at a time. */
    Scenario asReconnect() {
        return new Scenario(1, sizeBytes, 1, true);
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
        if (reconnect) {
            return "connect, echo " + formatSize(sizeBytes) + " once, close; one at a time";
        }
        String inFlight = depth == 1 ? "" : String.format(Locale.ROOT, ", %d in flight", depth);
        String noun = connections == 1 ? " connection x " : " connections x ";
        return connections + noun + formatSize(sizeBytes) + inFlight;
    }
}
