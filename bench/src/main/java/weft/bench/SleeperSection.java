package weft.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The part of the report about a great many sleepers. */
record SleeperSection(int count, List<String> command, List<SleeperRow> rows) {
    /** What a million coroutines are to stay within. */
    private static final int BAR_COUNT = 1_000_000;

    private static final long BAR_BYTES = 1_000_000_000;
    private static final long BAR_CPU_NANOS = 5_000_000_000L;
    private static final long BAR_LATE_NANOS = 50_000_000;

    SleeperSection {
        command = List.copyOf(command);
        rows = List.copyOf(rows);
    }

    String text() {
        var text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%n%,d sleepers%n%s%n", count, Report.RULE));
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-22s %9s %8s %9s %9s %8s %8s %8s %8s%n",
                        "",
                        "count",
                        "bytes",
                        "resident",
                        "to make",
                        "CPU",
                        "late p50",
                        "p99",
                        "max"));
        rows.forEach(row -> append(text, row));
        rows.stream().filter(SleeperRow::hasFigures).forEach(row -> details(text, row));
        text.append("command of the first row: ").append(String.join(" ", shortened()));
        text.append('\n');
        if (!rows.isEmpty() && rows.getFirst().hasFigures() && count >= BAR_COUNT) {
            text.append(verdict(rows.getFirst())).append('\n');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, SleeperRow row) {
        if (row.hasFigures()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-22s %,9d %,8.0f %6.0f MB %9s %6.2f s %8s %8s %8s%n",
                            row.name(),
                            row.plan().count(),
                            row.bytesEach(),
                            row.residentBytes() / 1e6,
                            Report.micros(row.nanosToMakeEach()),
                            row.cpuNanos() / 1e9,
                            Report.micros((double) row.figure("p50Nanos")),
                            Report.micros((double) row.figure("p99Nanos")),
                            Report.micros((double) row.figure("maxNanos"))));
        }
        if (!row.problem().isEmpty()) {
            text.append(String.format("%-22s %s%n", row.name(), row.problem()));
        }
    }

    private static void details(StringBuilder text, SleeperRow row) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "%s (%s): first due %.1f s after the beginning, the others within %.1f s;"
                                + " made in %.2f s; peak %.0f MB",
                        row.name(),
                        row.figures().get("runtime").getAsString(),
                        row.plan().settleMillis() / 1e3,
                        row.plan().spreadMillis() / 1e3,
                        row.figure("makingNanos") / 1e9,
                        row.peakBytes() / 1e6));
        if (row.figures().has("collections")) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "; %d collections took %d ms",
                            row.figure("collections"),
                            row.figure("collectionMillis")));
        }
        text.append('\n');
    }

    /** Leaves out what stands behind -cp, which is long and the same as in every other command. */
    private List<String> shortened() {
        int path = command.indexOf("-cp") + 1;
        return path == 0 || path >= command.size()
                ? command
                : Stream.of(
                                command.subList(0, path),
                                List.of("..."),
                                command.subList(path + 1, command.size()))
                        .flatMap(List::stream)
                        .toList();
    }

    private static String verdict(SleeperRow row) {
        return String.format(
                Locale.ROOT,
                "a million within 1 GB: %s; within 5 s of CPU: %s; each within 50 ms: %s",
                yesOrNo(row.residentBytes() <= BAR_BYTES),
                yesOrNo(row.cpuNanos() <= BAR_CPU_NANOS),
                yesOrNo(row.figure("maxNanos") <= BAR_LATE_NANOS));
    }

    private static String yesOrNo(boolean condition) {
        return condition ? "yes" : "no";
    }

    JsonObject json() {
        var object = new JsonObject();
        object.addProperty("count", count);
        var words = new JsonArray();
        shortened().forEach(words::add);
        object.add("command", words);
        var array = new JsonArray();
        rows.forEach(row -> array.add(row.json()));
        object.add("rows", array);
        return object;
    }
}
