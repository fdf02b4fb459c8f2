package weft.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The part of the report about single operations beside CPython's, as a table and on the page. */
public final class OperationTable {
    /** What ratios in the chart refer to. */
    private static final String REFERENCE = "asyncio";

    /** Where bars are cut. */
    private static final double LONGEST_PER_CENT = 200;

    private OperationTable() {}

    /**
     * Returns the table for a terminal.
     *
     * @param section the operations as the JSON has them
     * @return lines, the first of them empty
     */
    public static String text(JsonObject section) {
        var text = new StringBuilder();
        text.append("\nSingle operations beside CPython's, measured in turns; ns, medians.\n");
        text.append("The ratio is weft's time to theirs, with quartiles; lower is better.\n");
        List<String> peers = peers(section);
        text.append(String.format("%-24s %-9s %9s", "operation", "loop", "weft"));
        for (String peer : peers) {
            text.append(String.format(" %9s %-18s", peer, " ratio"));
        }
        text.append('\n');
        for (JsonElement element : section.getAsJsonArray("rows")) {
            JsonObject row = element.getAsJsonObject();
            text.append(
                    String.format(
                            "%-24s %-9s %9s",
                            string(row, "operation"), string(row, "loop"), nanos(row)));
            for (String name : peers) {
                JsonObject peer = peer(row, name);
                text.append(
                        peer == null
                                ? String.format(" %9s %-18s", "-", " -")
                                : String.format(
                                        " %9s  %-17s",
                                        nanos(peer), ratio(peer) + " " + quartiles(peer)));
            }
            text.append('\n');
        }
        section.getAsJsonArray("absent")
                .forEach(
                        item ->
                                text.append(
                                        String.format(
                                                "%-24s %s%n",
                                                string(item.getAsJsonObject(), "name"),
                                                string(item.getAsJsonObject(), "problem"))));
        for (Map.Entry<String, JsonElement> version :
                section.getAsJsonObject("versions").entrySet()) {
            text.append(
                    String.format("%s: %s%n", version.getKey(), version.getValue().getAsString()));
        }
        return text.toString().replaceAll(" +\n", "\n");
    }

    /** Returns a chart and a table; nothing where no operation was measured. */
    static String html(@Nullable JsonObject section) throws IOException {
        if (section == null || section.getAsJsonArray("rows").isEmpty()) {
            return "";
        }
        var html = new StringBuilder();
        html.append("<h3>Single operations beside CPython's</h3>\n<p>");
        html.append(
                "Measured in turns: CPython before and after each loop. A ratio is the time of");
        html.append(
                " weft to theirs, over all pairs of samples; beside it its quartiles. Lower is");
        html.append(" better.</p>\n");
        List<Bar> bars = bars(section);
        if (!bars.isEmpty()) {
            html.append(
                    new BarChart(
                                    "Single operations",
                                    "time of an operation, per cent of asyncio's; lower is better",
                                    "%.1f",
                                    List.of(100.0),
                                    LONGEST_PER_CENT,
                                    bars)
                            .svg());
        }
        List<String> peers = peers(section);
        html.append("<details><summary>All figures</summary><div class=\"wide\">\n<table><tr>");
        html.append("<th>operation</th><th>loop</th><th>weft</th>");
        for (String peer : peers) {
            html.append("<th>").append(Html.escape(peer)).append("</th><th>ratio</th>");
        }
        html.append("</tr>\n");
        section.getAsJsonArray("rows").forEach(row -> row(html, row.getAsJsonObject(), peers));
        html.append("</table></div></details>\n<p class=\"muted\">");
        for (Map.Entry<String, JsonElement> version :
                section.getAsJsonObject("versions").entrySet()) {
            html.append(Html.escape(version.getKey() + ": " + version.getValue().getAsString()));
            html.append("<br>");
        }
        for (JsonElement item : section.getAsJsonArray("absent")) {
            JsonObject absent = item.getAsJsonObject();
            html.append(Html.escape(string(absent, "name") + ": " + string(absent, "problem")));
            html.append("<br>");
        }
        return html.append("</p>\n").toString();
    }

    /**
     * Returns the best loop of each operation, and the other peers, in per cent of the reference.
     */
    private static List<Bar> bars(JsonObject section) {
        var bars = new ArrayList<Bar>();
        var rows = section.getAsJsonArray("rows").asList().stream();
        var byOperation = new LinkedHashMap<String, List<JsonObject>>();
        rows.map(JsonElement::getAsJsonObject)
                .filter(row -> peer(row, REFERENCE) != null)
                .forEach(
                        row ->
                                byOperation
                                        .computeIfAbsent(
                                                string(row, "meaning"), key -> new ArrayList<>())
                                        .add(row));
        byOperation.forEach(
                (meaning, loops) -> {
                    JsonObject best =
                            loops.stream()
                                    .min(Comparator.comparingDouble(OperationTable::toReference))
                                    .orElseThrow();
                    bars.add(bar(meaning + ": weft " + string(best, "loop"), best));
                    JsonObject reference = reference(best);
                    for (JsonElement element : best.getAsJsonArray("peers")) {
                        JsonObject peer = element.getAsJsonObject();
                        if (!string(peer, "name").equals(REFERENCE)) {
                            double value = 100 * number(peer, "nanos") / number(reference, "nanos");
                            bars.add(
                                    new Bar(
                                            string(peer, "name"),
                                            value,
                                            value,
                                            value,
                                            Bar.Kind.PEER));
                        }
                    }
                });
        return bars;
    }

    private static Bar bar(String name, JsonObject row) {
        JsonObject reference = reference(row);
        return new Bar(
                name,
                100 * number(reference, "ratio"),
                100 * number(reference, "ratioFirstQuartile"),
                100 * number(reference, "ratioThirdQuartile"),
                Bar.Kind.OWN);
    }

    private static double toReference(JsonObject row) {
        return number(reference(row), "ratio");
    }

    private static JsonObject reference(JsonObject row) {
        JsonObject reference = peer(row, REFERENCE);
        if (reference == null) {
            throw new IllegalArgumentException("not beside " + REFERENCE + ": " + row);
        }
        return reference;
    }

    private static void row(StringBuilder html, JsonObject row, List<String> peers) {
        html.append("<tr><td>").append(Html.escape(string(row, "meaning")));
        html.append("</td><td>").append(Html.escape(string(row, "loop")));
        html.append("</td><td>").append(nanos(row)).append(" <small>").append(spread(row));
        html.append("</small></td>");
        for (String name : peers) {
            JsonObject peer = peer(row, name);
            if (peer == null) {
                html.append("<td>–</td><td>–</td>");
            } else {
                html.append("<td>").append(nanos(peer)).append(" <small>").append(spread(peer));
                html.append("</small></td><td>").append(ratio(peer)).append(" <small>");
                html.append(quartiles(peer)).append("</small></td>");
            }
        }
        html.append("</tr>\n");
    }

    /** Returns the names of the peers with a figure, in the order they first have one. */
    private static List<String> peers(JsonObject section) {
        return section.getAsJsonArray("rows").asList().stream()
                .flatMap(row -> row.getAsJsonObject().getAsJsonArray("peers").asList().stream())
                .map(peer -> string(peer.getAsJsonObject(), "name"))
                .distinct()
                .toList();
    }

    private static @Nullable JsonObject peer(JsonObject row, String name) {
        JsonArray peers = row.getAsJsonArray("peers");
        for (JsonElement element : peers) {
            if (string(element.getAsJsonObject(), "name").equals(name)) {
                return element.getAsJsonObject();
            }
        }
        return null;
    }

    private static String nanos(JsonObject object) {
        double nanos = number(object, "nanos");
        return String.format(Locale.ROOT, nanos < 100 ? "%.1f" : "%,.0f", nanos);
    }

    private static String spread(JsonObject object) {
        double range = number(object, "nanosThirdQuartile") - number(object, "nanosFirstQuartile");
        return String.format(Locale.ROOT, range < 20 ? "±%.1f" : "±%,.0f", range / 2);
    }

    private static String ratio(JsonObject peer) {
        return String.format(Locale.ROOT, "%.3f", number(peer, "ratio"));
    }

    private static String quartiles(JsonObject peer) {
        return String.format(
                Locale.ROOT,
                "%.3f–%.3f",
                number(peer, "ratioFirstQuartile"),
                number(peer, "ratioThirdQuartile"));
    }

    private static String string(JsonObject object, String name) {
        return object.get(name).getAsString();
    }

    private static double number(JsonObject object, String name) {
        return object.get(name).getAsDouble();
    }
}
