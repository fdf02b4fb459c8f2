package weft.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Knows which chart shows which part of a report. */
final class Charts {
    /** Where bars are cut, so that one of them does not make all others too short to compare. */
    private static final double LONGEST_RATIO = 5;

    private Charts() {}

    /** Returns the ratios of a scenario, the reference first; empty when nothing was measured. */
    static Optional<BarChart> ratios(JsonObject scenario) {
        var bars = new ArrayList<Bar>();
        for (JsonElement element : scenario.getAsJsonArray("rows")) {
            JsonObject row = element.getAsJsonObject();
            if (row.has("ratio")) {
                bars.add(ratio(row));
            }
        }
        if (bars.isEmpty()) {
            return Optional.empty();
        }
        bars.sort(Comparator.comparingDouble(Bar::value));
        String reference =
                scenario.getAsJsonArray("rows").get(0).getAsJsonObject().get("name").getAsString();
        bars.addFirst(new Bar(reference, 1, 1, 1, Bar.Kind.REFERENCE));
        return Optional.of(
                new BarChart(
                        scenario.get("title").getAsString(),
                        "CPU time per request, relative to the reference; lower is better",
                        "%.2f",
                        List.of(1.0),
                        LONGEST_RATIO,
                        bars));
    }

    /**
     * Returns the ratios of a scenario with one row for each loop, library or language: the best of
     * those whose names agree up to a comma.
     */
    static Optional<BarChart> summary(JsonObject scenario) {
        var best = new LinkedHashMap<String, JsonElement>();
        for (JsonElement element : scenario.getAsJsonArray("rows")) {
            JsonObject row = element.getAsJsonObject();
            String family = row.get("name").getAsString().replaceFirst(",.*", "");
            best.merge(family, row, Charts::lower);
        }
        JsonObject reduced = scenario.deepCopy();
        var rows = new JsonArray();
        best.values().forEach(rows::add);
        reduced.add("rows", rows);
        return ratios(reduced);
    }

    private static JsonElement lower(JsonElement one, JsonElement other) {
        double first = optional(one.getAsJsonObject(), "ratio", Double.MAX_VALUE);
        double second = optional(other.getAsJsonObject(), "ratio", Double.MAX_VALUE);
        return second < first ? other : one;
    }

    /** Returns what each idle connection costs in memory. */
    static Optional<BarChart> idle(JsonObject section) {
        var bars = new ArrayList<Bar>();
        for (JsonElement element : section.getAsJsonArray("rows")) {
            JsonObject row = element.getAsJsonObject();
            if (row.has("bytesPerConnection")) {
                double kibibytes = row.get("bytesPerConnection").getAsDouble() / 1024;
                String name = row.get("name").getAsString();
                bars.add(new Bar(name, kibibytes, kibibytes, kibibytes, Bar.Kind.of(name)));
            }
        }
        if (bars.isEmpty()) {
            return Optional.empty();
        }
        bars.sort(Comparator.comparingDouble(Bar::value));
        return Optional.of(
                new BarChart(
                        section.get("connections").getAsInt() + " idle connections",
                        "resident memory for each connection, KiB; lower is better",
                        "%.1f",
                        List.of(),
                        Double.MAX_VALUE,
                        bars));
    }

    /** Returns one chart for each class of micro-benchmarks, in nanoseconds. */
    static List<BarChart> micro(@Nullable JsonArray results) {
        var charts = new ArrayList<BarChart>();
        Micro.byClass(results)
                .forEach(
                        (title, rows) -> {
                            var bars = new ArrayList<Bar>();
                            for (Micro row : rows) {
                                bars.add(
                                        new Bar(
                                                row.name(),
                                                row.nanos(),
                                                row.low(),
                                                row.high(),
                                                Bar.Kind.OWN));
                            }
                            charts.add(
                                    new BarChart(
                                            title,
                                            "ns for each operation; lower is better",
                                            "%,.1f",
                                            List.of(),
                                            Double.MAX_VALUE,
                                            bars));
                        });
        return charts;
    }

    /** Returns the changes of a scenario, in per cent, between lines at the A/A error. */
    static BarChart changes(Comparison.Scenario scenario) {
        var bars = new ArrayList<Bar>();
        for (Comparison.Change change : scenario.changes()) {
            double share = 100 * change.share();
            double error = 100 * change.error();
            bars.add(
                    new Bar(
                            change.name(),
                            share,
                            share - error,
                            share + error,
                            Bar.Kind.of(change.name())));
        }
        double error = 100 * scenario.selfError();
        return new BarChart(
                scenario.title() + ": change",
                "change of the ratio in per cent; lower is better; dashed: the error of the A/A"
                        + " rows",
                "%+.1f",
                error > 0 ? List.of(-error, error) : List.of(0.0),
                Double.MAX_VALUE,
                bars);
    }

    private static Bar ratio(JsonObject row) {
        double ratio = row.get("ratio").getAsDouble();
        String name = row.get("name").getAsString();
        return new Bar(
                name,
                ratio,
                optional(row, "ratioFirstQuartile", ratio),
                optional(row, "ratioThirdQuartile", ratio),
                Bar.Kind.of(name));
    }

    private static double optional(JsonObject row, String name, double otherwise) {
        return row.has(name) ? row.get(name).getAsDouble() : otherwise;
    }
}
