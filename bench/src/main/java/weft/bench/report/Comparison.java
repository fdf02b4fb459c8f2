package weft.bench.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What changed between two reports: each server's ratio, beside what the measurement is worth. */
final class Comparison {
    private final List<Scenario> scenarios = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * One server in one scenario, measured twice.
     *
     * @param name the server
     * @param before its ratio in the old report
     * @param after its ratio in the new one
     * @param error how far the two could differ without a change, as a share of 1: the error of
     *     both A/A rows, and half of the spread of both figures
     */
    record Change(String name, double before, double after, double error) {
        /** Returns the change as a share of the old figure; below 0 is better. */
        double share() {
            return after / before - 1;
        }

        boolean isCertain() {
            return Math.abs(share()) > error;
        }
    }

    /** The changes of one scenario, and by how much its reference differed from itself. */
    record Scenario(String title, double selfError, List<Change> changes) {}

    private record Figures(double selfError, Map<String, JsonObject> rows) {}

    /** Compares what both reports measured; the rest is left out. */
    Comparison(JsonObject before, JsonObject after) {
        for (String key : List.of("processor", "system", "cores")) {
            String old = text(before, key);
            String now = text(after, key);
            if (!old.equals(now)) {
                notes.add("measured with another " + key + ": " + old + ", now " + now);
            }
        }
        Map<String, Figures> old = figures(before);
        figures(after)
                .forEach(
                        (title, now) -> {
                            Figures then = old.get(title);
                            if (then != null) {
                                compare(title, then, now);
                            }
                        });
    }

    List<Scenario> scenarios() {
        return List.copyOf(scenarios);
    }

    /** Returns what makes the two hard to compare, one sentence each. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Returns a table for a terminal. */
    String text() {
        var text = new StringBuilder("\nCompared with the older report\n");
        notes.forEach(note -> text.append("Note: ").append(note).append('\n'));
        if (scenarios.isEmpty()) {
            text.append("No scenario is in both.\n");
        }
        for (Scenario scenario : scenarios) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%n%s; error of the references against themselves: %.1f %%%n",
                            scenario.title(),
                            100 * scenario.selfError()));
            text.append(
                    String.format(
                            "%-32s %7s %7s %9s %9s%n", "server", "old", "new", "change", "error"));
            for (Change change : scenario.changes()) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                "%-32s %7.3f %7.3f %+7.1f %% ±%5.1f %%%s%n",
                                change.name(),
                                change.before(),
                                change.after(),
                                100 * change.share(),
                                100 * change.error(),
                                change.isCertain() ? "  changed" : ""));
            }
        }
        return text.toString();
    }

    private void compare(String title, Figures then, Figures now) {
        double selfError = then.selfError() + now.selfError();
        var changes = new ArrayList<Change>();
        now.rows()
                .forEach(
                        (name, row) -> {
                            JsonObject old = then.rows().get(name);
                            if (old != null) {
                                double spread = halfSpread(old) + halfSpread(row);
                                changes.add(
                                        new Change(
                                                name, ratio(old), ratio(row), selfError + spread));
                            }
                        });
        if (!changes.isEmpty()) {
            scenarios.add(new Scenario(title, selfError, List.copyOf(changes)));
        }
    }

    private static double ratio(JsonObject row) {
        return row.get("ratio").getAsDouble();
    }

    private static double halfSpread(JsonObject row) {
        return row.has("ratioInterquartileRange")
                ? row.get("ratioInterquartileRange").getAsDouble() / 2 / ratio(row)
                : 0;
    }

    private static Map<String, Figures> figures(JsonObject report) {
        var figures = new LinkedHashMap<String, Figures>();
        for (JsonElement element : report.getAsJsonArray("scenarios")) {
            JsonObject scenario = element.getAsJsonObject();
            var rows = new LinkedHashMap<String, JsonObject>();
            double selfError = 0;
            for (JsonElement item : scenario.getAsJsonArray("rows")) {
                JsonObject row = item.getAsJsonObject();
                String name = row.get("name").getAsString();
                if (!row.has("ratio")) {
                    continue;
                }
                if (name.endsWith("(A/A)")) {
                    selfError = Math.abs(ratio(row) - 1);
                } else {
                    rows.put(name, row);
                }
            }
            figures.put(scenario.get("title").getAsString(), new Figures(selfError, rows));
        }
        return figures;
    }

    private static String text(JsonObject report, String key) {
        JsonElement value = report.getAsJsonObject("machine").get(key);
        return value == null ? "unknown" : value.getAsString();
    }
}
