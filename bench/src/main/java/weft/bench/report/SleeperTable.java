package weft.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The part of the page about a great many sleepers. */
final class SleeperTable {
    private SleeperTable() {}

    /** Returns a table for each section; nothing for an older report, which has none. */
    static String html(@Nullable JsonArray sections) {
        var html = new StringBuilder();
        if (sections != null) {
            sections.forEach(section -> append(html, section.getAsJsonObject()));
        }
        return html.toString();
    }

    private static void append(StringBuilder html, JsonObject section) {
        html.append("<h2>")
                .append(String.format(Locale.ROOT, "%,d", section.get("count").getAsInt()))
                .append(" sleepers</h2>\n<p>Each sleeps until a time of its own and is late by how")
                .append(
                        " much later it goes on. Memory is what the kernel says is in RAM, CPU"
                                + " time")
                .append(" that of the whole process. Bytes each are what memory had grown by when")
                .append(
                        " all slept, warm-up included, divided by their number.</p>\n"
                                + "<div class=\"wide\"><table><tr>")
                .append("<th>sleepers</th><th>count</th><th>bytes each</th><th>resident</th>")
                .append("<th>peak</th><th>to make each</th><th>CPU</th><th>late, p50</th>")
                .append("<th>p99</th><th>max</th></tr>\n");
        for (JsonElement row : section.getAsJsonArray("rows")) {
            row(html, row.getAsJsonObject());
        }
        var words = new ArrayList<String>();
        section.getAsJsonArray("command").forEach(word -> words.add(word.getAsString()));
        html.append("</table></div>\n<p class=\"muted\">Command of the first: <code>")
                .append(Html.escape(String.join(" ", words)))
                .append("</code></p>\n");
    }

    private static void row(StringBuilder html, JsonObject row) {
        html.append("<tr><td>").append(Html.escape(row.get("name").getAsString()));
        html.append("</td>");
        if (row.has("residentBytes")) {
            List<String> cells =
                    List.of(
                            cell(row, "count", 1, "%,.0f"),
                            cell(row, "bytesEach", 1, "%,.0f"),
                            cell(row, "residentBytes", 1e-6, "%,.0f MB"),
                            cell(row, "peakBytes", 1e-6, "%,.0f MB"),
                            cell(row, "nanosToMakeEach", 1e-3, "%,.2f µs"),
                            cell(row, "cpuNanos", 1e-9, "%.2f s"),
                            cell(row, "p50Nanos", 1e-6, "%,.2f ms"),
                            cell(row, "p99Nanos", 1e-6, "%,.2f ms"),
                            cell(row, "maxNanos", 1e-6, "%,.2f ms"));
            cells.forEach(cell -> html.append("<td>").append(cell).append("</td>"));
        }
        html.append("</tr>\n");
        String problem = row.get("problem").getAsString();
        if (!problem.isEmpty()) {
            html.append("<tr><td colspan=\"10\">").append(Html.escape(problem));
            html.append("</td></tr>\n");
        }
    }

    private static String cell(JsonObject row, String name, double scale, String format) {
        return String.format(Locale.ROOT, format, row.get(name).getAsDouble() * scale);
    }
}
