package weft.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import weft.bench.report.ReportFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The outcome of a run, as a table to read and as JSON to keep. Not thread-safe. */
final class Report {
    /** How far the reference may be from itself before the report warns. */
    static final double TRUSTED_ERROR = 0.02;

    /** A load generator busier than this sets the pace itself. */
    private static final double CLIENT_SATURATED = 0.98;

    static final String RULE = "-".repeat(92);

    private final boolean quick;
    private final List<String> notes = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private final List<IdleSection> idle = new ArrayList<>();
    private final List<SleeperSection> sleepers = new ArrayList<>();
    private final List<Row> absent = new ArrayList<>();
    private final JsonObject machine;

    /** One scenario; the first row is the reference. */
    private record Section(Scenario scenario, List<Row> rows) {}

    Report(boolean quick, JsonObject machine) {
        this.quick = quick;
        this.machine = machine;
    }

    /** Returns what a directory's report holds, or one without figures if there is none. */
    static JsonObject earlierOrEmpty(Path directory) throws IOException {
        Path earlier = directory.resolve(ReportFiles.JSON);
        return Files.exists(earlier)
                ? ReportFiles.read(earlier)
                : new Report(false, Machine.describe()).json();
    }

    /** Adds a sentence that belongs to every figure. */
    void note(String note) {
        if (!note.isEmpty()) {
            notes.add(note);
        }
    }

    void add(Scenario scenario, List<Row> rows) {
        sections.add(new Section(scenario, List.copyOf(rows)));
    }

    /** Adds a contender that was not measured, with the reason. */
    void addAbsent(Row row) {
        absent.add(row);
    }

    /** Adds what idle connections cost. */
    void addIdle(int connections, Duration hold, List<IdleRow> rows) {
        idle.add(new IdleSection(connections, hold, rows));
    }

    /** Adds what a great many sleepers cost. */
    void addSleepers(SleeperSection section) {
        sleepers.add(section);
    }

    /** Returns the table. */
    String text() {
        var text = new StringBuilder();
        text.append("Server CPU time per request, relative to the reference; lower is better.\n");
        if (quick) {
            text.append("Quick run: few, short slices. The figures are rough.\n");
        }
        notes.forEach(note -> text.append("Note: ").append(note).append('\n'));
        sections.forEach(section -> append(text, section));
        idle.forEach(section -> section.append(text));
        sleepers.forEach(section -> text.append(section.text()));
        if (!absent.isEmpty()) {
            text.append("\nNot measured\n").append(RULE).append('\n');
            absent.forEach(row -> append(text, row, false));
        }
        return text.toString();
    }

    /** Returns all that was measured, which is what the page is made of. */
    JsonObject json() {
        var root = new JsonObject();
        root.add("machine", machine);
        root.addProperty("quick", quick);
        var noteArray = new JsonArray();
        notes.forEach(noteArray::add);
        root.add("notes", noteArray);
        var scenarios = new JsonArray();
        for (Section section : sections) {
            var object = new JsonObject();
            object.addProperty("title", section.scenario().title());
            object.addProperty("connections", section.scenario().connections());
            object.addProperty("sizeBytes", section.scenario().sizeBytes());
            object.addProperty("depth", section.scenario().depth());
            object.addProperty("style", section.scenario().style().name());
            object.addProperty("ratePerSecond", section.scenario().ratePerSecond());
            object.addProperty("idle", section.scenario().idle());
            object.addProperty("messages", section.scenario().messages());
            var rows = new JsonArray();
            section.rows().forEach(row -> rows.add(json(row)));
            object.add("rows", rows);
            scenarios.add(object);
        }
        root.add("scenarios", scenarios);
        var idleSections = new JsonArray();
        idle.forEach(section -> idleSections.add(section.json()));
        root.add("idle", idleSections);
        var sleeperSections = new JsonArray();
        sleepers.forEach(section -> sleeperSections.add(section.json()));
        root.add(ReportFiles.SLEEPERS, sleeperSections);
        var absentRows = new JsonArray();
        absent.forEach(row -> absentRows.add(json(row)));
        root.add("absent", absentRows);
        return root;
    }

    private static JsonObject json(Row row) {
        var object = new JsonObject();
        object.addProperty("name", row.name());
        object.addProperty("slices", row.slices());
        object.addProperty("requests", row.requests());
        object.addProperty("errors", row.errors());
        object.addProperty("problem", row.problem());
        object.addProperty("compiling", row.isCompiling());
        addFinite(object, "ratio", row.ratio());
        addFinite(object, "ratioFirstQuartile", Statistics.quantile(row.ratios(), 0.25));
        addFinite(object, "ratioThirdQuartile", Statistics.quantile(row.ratios(), 0.75));
        addFinite(object, "ratioInterquartileRange", row.ratioSpread());
        addFinite(object, "cpuNanosPerRequest", row.cpuNanosPerRequest());
        addFinite(object, "requestsPerSecond", row.requestsPerSecond());
        addFinite(object, "clientLoad", row.clientLoad());
        if (row.requests() > 0) {
            object.addProperty("p50Nanos", row.latencyNanos(50));
            object.addProperty("p99Nanos", row.latencyNanos(99));
            object.addProperty("p999Nanos", row.latencyNanos(99.9));
        }
        row.spreads()
                .forEach((name, range) -> addFinite(object, name + "InterquartileRange", range));
        var ratios = new JsonArray();
        row.ratios().forEach(ratios::add);
        object.add("ratios", ratios);
        return object;
    }

    private static void addFinite(JsonObject object, String name, double value) {
        if (Double.isFinite(value)) {
            object.addProperty(name, value);
        }
    }

    private static void append(StringBuilder text, Section section) {
        text.append('\n').append(section.scenario().title()).append('\n');
        text.append(RULE).append('\n');
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-32s %6s %7s %9s %10s %8s %8s %6s%n",
                        "server",
                        "ratio",
                        "spread",
                        "CPU/req",
                        "req/s",
                        "p50",
                        "p99",
                        "errors"));
        List<Row> sorted = new ArrayList<>(section.rows().subList(1, section.rows().size()));
        sorted.sort(Comparator.comparingDouble(Row::ratio)); // NaN, without figures, comes last
        sorted.addFirst(section.rows().getFirst());
        for (Row row : sorted) {
            append(text, row, row == sorted.getFirst());
        }
        section.rows().stream()
                .filter(row -> row.name().equals(Contenders.SELF))
                .filter(row -> Math.abs(row.ratio() - 1) > TRUSTED_ERROR)
                .forEach(
                        row ->
                                text.append(
                                        String.format(
                                                Locale.ROOT,
                                                "The reference reads %.3f against itself: every"
                                                        + " ratio above is that uncertain.%n",
                                                row.ratio())));
        String compiling =
                section.rows().stream()
                        .filter(Row::isCompiling)
                        .map(Row::name)
                        .collect(Collectors.joining("; "));
        if (!compiling.isEmpty()) {
            text.append("Still compiling when their slices began: ").append(compiling).append('\n');
        }
        // At a rate it never waits, so as to send when a message is due.
        if (section.scenario().ratePerSecond() == 0
                && section.rows().getFirst().clientLoad() > CLIENT_SATURATED) {
            text.append("The load generator was busy all the time: requests/s show its speed.\n");
        }
    }

    private static void append(StringBuilder text, Row row, boolean reference) {
        if (row.slices() > 0) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-32s %6s %7s %9s %10s %8s %8s %6d%n",
                            row.name(),
                            reference ? "1.00" : decimal(row.ratio()),
                            reference ? "" : decimal(row.ratioSpread()),
                            micros(row.cpuNanosPerRequest()),
                            String.format(Locale.ROOT, "%,.0f", row.requestsPerSecond()),
                            micros((double) row.latencyNanos(50)),
                            micros((double) row.latencyNanos(99)),
                            row.errors()));
        }
        if (!row.problem().isEmpty()) {
            text.append(String.format("%-32s %s%n", row.name(), row.problem()));
        }
    }

    private static String decimal(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    /** Formats nanoseconds with three digits or so. */
    static String micros(double nanos) {
        if (Double.isNaN(nanos)) {
            return "-";
        }
        if (nanos < 100_000) {
            return String.format(Locale.ROOT, "%.1f µs", nanos / 1e3);
        }
        return nanos < 1_000_000
                ? String.format(Locale.ROOT, "%.0f µs", nanos / 1e3)
                : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
