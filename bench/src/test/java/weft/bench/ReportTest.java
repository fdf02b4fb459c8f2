package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import weft.bench.report.ReportFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ReportTest {
    private static Row row(String name, double ratio) {
        var latency = new Histogram(3);
        latency.recordValueWithCount(58_000, 1000);
        var row = new Row(name);
        long cpu = Math.round(5_000_000 * ratio);
        row.add(new Slice(1000, 0, "", 1_000_000_000, cpu, 990_000_000, latency), 5_000, 5_000);
        return row;
    }

    private static Report report(double self) {
        var report = new Report(true, new JsonObject());
        report.note("something to know");
        report.add(
                new Scenario(10, 1024, 1),
                List.of(
                        row("reference", 1),
                        row("slow", 1.5),
                        row("fast", 0.9),
                        row(Contenders.SELF, self)));
        report.addAbsent(Row.absent("missing", "not here"));
        return report;
    }

    @Test
    void theTableIsSortedBelowTheReference() {
        String text = report(1.01).text();
        List<String> order = List.of("10 connections x 1 KiB", "reference ", "fast", "A/A", "slow");
        int last = -1;
        for (String part : order) {
            int position = text.indexOf(part, last + 1);
            assertTrue(position > last, part + " is missing or out of order in\n" + text);
            last = position;
        }
        assertTrue(text.contains("0.90"), text);
        assertTrue(text.contains("58.0 µs"), text);
        assertTrue(text.contains("Note: something to know"), text);
        assertTrue(text.contains("figures are rough"), text);
        assertTrue(text.contains("absent: not here"), text);
    }

    @Test
    void aReferenceThatIsNotItselfIsPointedOut() {
        assertTrue(report(1.05).text().contains("reads 1.050 against itself"));
        assertFalse(report(1.01).text().contains("against itself"));
    }

    @Test
    void aServerThatStillCompilesIsPointedOut(@TempDir Path directory) throws IOException {
        assertFalse(report(1).text().contains("compiling"));
        var report = new Report(false, new JsonObject());
        Row slow = row("slow", 1.5);
        slow.markCompiling();
        report.add(new Scenario(10, 1024, 1), List.of(row("reference", 1), slow));
        assertTrue(report.text().contains("Still compiling when their slices began: slow\n"));
        ReportFiles.write(directory, report.json(), report.text(), null);
        String page = Files.readString(directory.resolve("index.html"));
        assertTrue(page.contains("Still compiling when its slices began."), page);
    }

    @Test
    void aLoadGeneratorThatNeverWaitsIsPointedOut() {
        assertTrue(report(1).text().contains("load generator was busy all the time"));
    }

    @Test
    void theFilesHoldWhatWasMeasured(@TempDir Path directory) throws IOException {
        Report report = report(1);
        Path target = directory.resolve("new");
        ReportFiles.write(target, report.json(), report.text(), null);
        JsonObject root = ReportFiles.read(target.resolve("report.json"));
        JsonObject scenario = root.getAsJsonArray("scenarios").get(0).getAsJsonObject();
        assertEquals(1024, scenario.get("sizeBytes").getAsInt());
        JsonObject slow = scenario.getAsJsonArray("rows").get(1).getAsJsonObject();
        assertEquals("slow", slow.get("name").getAsString());
        assertEquals(1.5, slow.get("ratio").getAsDouble());
        assertEquals(1.5, slow.getAsJsonArray("ratios").get(0).getAsDouble());
        assertEquals(5_000.0 * 1.5, slow.get("cpuNanosPerRequest").getAsDouble());
        JsonObject absent = root.getAsJsonArray("absent").get(0).getAsJsonObject();
        assertEquals("absent: not here", absent.get("problem").getAsString());
        assertFalse(absent.has("ratio"), "no figures for what was not measured");
        assertTrue(Files.readString(directory.resolve("new/report.txt")).contains("slow"));
    }

    @Test
    void timesHaveAFittingUnit() {
        assertEquals("5.3 µs", Report.micros(5_300));
        assertEquals("340 µs", Report.micros(340_000));
        assertEquals("1.5 ms", Report.micros(1_500_000));
        assertEquals("-", Report.micros(Double.NaN));
    }
}
