package weft.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as one HTML file that needs nothing else: no script, no font, no network. */
final class Page {
    private static final int LONG_WORD = 200;

    private final JsonObject report;
    private final @Nullable JsonArray micro;
    private final @Nullable JsonObject operations;
    private final @Nullable Comparison comparison;
    private final StringBuilder html = new StringBuilder();

    Page(
            JsonObject report,
            @Nullable JsonArray micro,
            @Nullable JsonObject operations,
            @Nullable Comparison comparison) {
        this.report = report;
        this.micro = micro;
        this.operations = operations;
        this.comparison = comparison;
    }

    String html() throws IOException {
        html.setLength(0);
        JsonObject machine = report.getAsJsonObject("machine");
        head();
        introduction(machine);
        for (JsonElement scenario : report.getAsJsonArray("scenarios")) {
            scenario(scenario.getAsJsonObject());
        }
        for (JsonElement section : report.getAsJsonArray("idle")) {
            idle(section.getAsJsonObject());
        }
        html.append(SleeperTable.html(report.getAsJsonArray(ReportFiles.SLEEPERS)));
        comparison();
        microBenchmarks();
        absent();
        machine(machine);
        html.append("</main></body></html>\n");
        return html.toString();
    }

    private void head() {
        html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
        html.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.append("<title>weft: benchmark</title>\n<style>\n");
        html.append(":root {").append(variables(Palette.LIGHT)).append("}\n");
        html.append("@media (prefers-color-scheme: dark) { :root {")
                .append(variables(Palette.DARK))
                .append("} }\n");
        html.append(
                """
                body { margin: 0; background: var(--background); color: var(--text);
                  font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; }
                main { max-width: 1000px; margin: 0 auto; padding: 24px 16px 64px; }
                h1 { font-size: 26px; margin: 0 0 8px; } h3 { font-size: 15px; margin: 24px 0 4px; }
                h2 { margin: 44px 0 12px; font-size: 19px; }
                p { max-width: 74ch; } .muted, caption { color: var(--muted); }
                svg { display: block; width: 100%; max-width: 860px; height: auto; }
                table { border-collapse: collapse; font-size: 13px; width: 100%; }
                .wide { overflow-x: auto; }
                th, td { padding: 4px 10px; text-align: right; white-space: nowrap;
                  border-bottom: 1px solid var(--grid); font-variant-numeric: tabular-nums; }
                th { color: var(--muted); font-weight: 600; }
                th:first-child, td:first-child, .left td, .left th { text-align: left; }
                .left td { white-space: normal; vertical-align: top; }
                .left td:first-child, .whole { white-space: nowrap; }
                tr.own td:first-child { color: var(--own); font-weight: 600; }
                tr.reference td:first-child { color: var(--reference); }
                td small { color: var(--muted); font-size: 11px; }
                details { margin: 10px 0; } summary { cursor: pointer; color: var(--muted); }
                code { font: 12px/1.5 ui-monospace, "DejaVu Sans Mono", monospace;
                  overflow-wrap: anywhere; }
                .key span { display: inline-block; margin-right: 18px; }
                .key i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; }
                </style></head><body><main>
                """);
    }

    private static String variables(Palette palette) {
        var text = new StringBuilder();
        palette.named()
                .forEach(
                        named ->
                                text.append(" --")
                                        .append(named.name())
                                        .append(": ")
                                        .append(named.hex())
                                        .append(';'));
        return text.append(' ').toString();
    }

    private void introduction(JsonObject machine) {
        html.append("<h1>weft beside everything else</h1>\n<p>");
        html.append(
                "CPU time of an echo server per request, relative to a plain epoll server in C that"
                    + " was measured in the slices just before and after. Lower is better. Bars are"
                    + " medians, the thin lines across their ends reach from the first to the third"
                    + " quartile. The reference is also measured against itself (A/A): by as much"
                    + " as that bar misses 1.00, every other is uncertain.</p>\n");
        html.append("<p class=\"muted\">");
        html.append(Html.escape(text(machine, "processor"))).append(" · ");
        html.append(Html.escape(text(machine, "system"))).append(" · ");
        html.append(Html.escape(text(machine, "java"))).append(" · ");
        html.append("<span class=\"whole\">");
        html.append(Html.escape(text(machine, "time"))).append("</span></p>\n");
        if (report.has("quick") && report.get("quick").getAsBoolean()) {
            html.append("<p><b>A quick run: few, short slices. The figures are rough.</b></p>\n");
        }
        report.getAsJsonArray("notes")
                .forEach(
                        note ->
                                html.append("<p>")
                                        .append(Html.escape(note.getAsString()))
                                        .append("</p>\n"));
        html.append("<p class=\"key\">");
        key("own", "weft");
        key("peer", "peers");
        key("reference", "reference");
        html.append("</p>\n");
    }

    private void key(String variable, String text) {
        html.append("<span><i style=\"background: var(--").append(variable).append(")\"></i>");
        html.append(text).append("</span>");
    }

    private void scenario(JsonObject scenario) throws IOException {
        html.append("<h2>").append(Html.escape(text(scenario, "title"))).append("</h2>\n");
        var chart = Charts.ratios(scenario);
        if (chart.isPresent()) {
            html.append(chart.get().svg());
        }
        html.append("<details><summary>All figures</summary><div class=\"wide\">\n<table><tr>");
        html.append("<th>server</th><th>ratio</th><th>CPU per request</th><th>requests/s</th>");
        html.append("<th>p50</th><th>p99</th><th>slices</th><th>errors</th></tr>\n");
        for (JsonElement element : scenario.getAsJsonArray("rows")) {
            row(element.getAsJsonObject());
        }
        html.append("</table></div><p class=\"muted\">Medians of the slices; ± is half of the");
        html.append(" distance between their quartiles.</p></details>\n");
    }

    private void row(JsonObject row) {
        String name = text(row, "name");
        html.append("<tr class=\"")
                .append(Bar.Kind.of(name).name().toLowerCase(Locale.ROOT))
                .append("\"><td>")
                .append(Html.escape(name))
                .append("</td>");
        figure(row, "ratio", 1, "%.3f");
        figure(row, "cpuNanosPerRequest", 1e-3, "%.2f µs");
        figure(row, "requestsPerSecond", 1, "%,.0f");
        figure(row, "p50Nanos", 1e-3, "%,.1f µs");
        figure(row, "p99Nanos", 1e-3, "%,.1f µs");
        html.append("<td>").append(text(row, "slices")).append("</td><td>");
        html.append(text(row, "errors")).append("</td></tr>\n");
        String problem = text(row, "problem");
        if (!problem.isEmpty()) {
            html.append("<tr><td colspan=\"8\">").append(Html.escape(problem)).append("</td></tr>");
        }
        if (row.has("compiling") && row.get("compiling").getAsBoolean()) {
            html.append("<tr><td colspan=\"8\">Still compiling when its slices began.</td></tr>");
        }
    }

    /** Appends a cell with the figure and half of its spread. */
    private void figure(JsonObject row, String name, double scale, String format) {
        html.append("<td>");
        if (row.has(name)) {
            double value = row.get(name).getAsDouble() * scale;
            html.append(String.format(Locale.ROOT, format, value));
            String spread = name + "InterquartileRange";
            if (row.has(spread)) {
                double half = row.get(spread).getAsDouble() * scale / 2;
                html.append(" <small>±");
                html.append(String.format(Locale.ROOT, format.replaceAll(" .*", ""), half));
                html.append("</small>");
            }
        } else {
            html.append("–");
        }
        html.append("</td>");
    }

    private void idle(JsonObject section) throws IOException {
        html.append("<h2>").append(text(section, "connections"));
        html.append(" connections, used once, then idle</h2>\n");
        var chart = Charts.idle(section);
        if (chart.isPresent()) {
            html.append(chart.get().svg());
        }
        html.append("<details><summary>All figures</summary><div class=\"wide\">\n<table><tr>");
        html.append("<th>server</th><th>bytes per connection</th><th>CPU while idle</th>");
        html.append("<th>context switches</th><th>most by</th>");
        html.append("<th>CPU of the loop's thread</th><th>its switches</th></tr>\n");
        for (JsonElement element : section.getAsJsonArray("rows")) {
            JsonObject row = element.getAsJsonObject();
            html.append("<tr><td>").append(Html.escape(text(row, "name"))).append("</td>");
            if (text(row, "problem").isEmpty()) {
                figure(row, "bytesPerConnection", 1, "%,.0f");
                figure(row, "cpuNanos", 1e-6, "%.1f ms");
                html.append("<td>").append(text(row, "switches")).append("</td><td>");
                html.append(Html.escape(text(row, "busiest"))).append("</td>");
                if (row.has("loopThread")) { // not in older reports
                    figure(row, "loopCpuNanos", 1e-6, "%.2f ms");
                    figure(row, "loopSwitches", 1, "%,.0f");
                }
                html.append("</tr>\n");
            } else {
                html.append("<td colspan=\"6\">").append(Html.escape(text(row, "problem")));
                html.append("</td></tr>\n");
            }
        }
        html.append("</table></div></details>\n");
    }

    private void comparison() throws IOException {
        Comparison made = comparison;
        if (made == null) {
            return;
        }
        html.append("<h2>Compared with the older report</h2>\n");
        for (String note : made.notes()) {
            html.append("<p>").append(Html.escape(note)).append("</p>\n");
        }
        for (Comparison.Scenario scenario : made.scenarios()) {
            titled(Charts.changes(scenario));
        }
        html.append("<details><summary>All figures</summary><pre><code>");
        html.append(Html.escape(made.text())).append("</code></pre></details>\n");
    }

    private void microBenchmarks() throws IOException {
        String beside = OperationTable.html(operations);
        List<BarChart> charts = Charts.micro(micro);
        if (beside.isEmpty() && charts.isEmpty()) {
            return;
        }
        html.append("<h2>Inside the process</h2>\n").append(beside);
        if (!charts.isEmpty()) {
            html.append("<p>Means by JMH; the thin lines reach from the fastest to the slowest");
            html.append(" iteration.</p>\n");
        }
        for (BarChart chart : charts) {
            titled(chart);
        }
    }

    private void titled(BarChart chart) throws IOException {
        html.append("<h3>")
                .append(Html.escape(chart.title()))
                .append("</h3>\n")
                .append(chart.svg());
    }

    private void absent() {
        JsonArray rows = report.getAsJsonArray("absent");
        if (rows.isEmpty()) {
            return;
        }
        html.append("<h2>Not measured</h2>\n<table class=\"left\">");
        rows.forEach(
                item -> {
                    JsonObject row = item.getAsJsonObject();
                    html.append("<tr><td>").append(Html.escape(text(row, "name")));
                    html.append("</td><td>").append(Html.escape(text(row, "problem")));
                    html.append("</td></tr>\n");
                });
        html.append("</table>\n");
    }

    private void machine(JsonObject machine) {
        html.append("<h2>Machine, versions, commands</h2>\n<table class=\"left\">\n");
        for (Map.Entry<String, JsonElement> entry : machine.entrySet()) {
            if (!entry.getKey().equals("commands")) {
                pair(entry.getKey(), entry.getValue());
            }
        }
        html.append("</table>\n<details><summary>All commands</summary>");
        html.append("<table class=\"left\">\n");
        if (machine.has("commands")) {
            commands(machine.getAsJsonObject("commands"));
        }
        html.append("</table></details>\n");
    }

    /** Class paths are a page long, and the same for many: they are told once, under a name. */
    private void commands(JsonObject commands) {
        var named = new LinkedHashMap<String, String>();
        for (Map.Entry<String, JsonElement> command : commands.entrySet()) {
            var shortened = new JsonArray();
            for (JsonElement word : command.getValue().getAsJsonArray()) {
                String text = word.getAsString();
                if (text.length() > LONG_WORD) {
                    text = named.computeIfAbsent(text, key -> "$path" + (named.size() + 1));
                }
                shortened.add(text);
            }
            pair(command.getKey(), shortened);
        }
        named.forEach((word, name) -> pair(name, new JsonPrimitive(word)));
    }

    private void pair(String name, JsonElement value) {
        html.append("<tr><td>").append(Html.escape(name)).append("</td><td><code>");
        html.append(Html.escape(plain(value))).append("</code></td></tr>\n");
    }

    private static String plain(JsonElement value) {
        if (value.isJsonArray()) {
            var words = new StringBuilder();
            value.getAsJsonArray().forEach(word -> words.append(word.getAsString()).append(' '));
            return words.toString().strip();
        }
        if (value.isJsonObject()) {
            var lines = new StringBuilder();
            value.getAsJsonObject()
                    .entrySet()
                    .forEach(
                            entry ->
                                    lines.append(entry.getKey())
                                            .append(' ')
                                            .append(plain(entry.getValue()))
                                            .append("; "));
            return lines.toString();
        }
        return value.getAsString();
    }

    private static String text(JsonObject object, String name) {
        return object.has(name) ? object.get(name).getAsString() : "";
    }
}
