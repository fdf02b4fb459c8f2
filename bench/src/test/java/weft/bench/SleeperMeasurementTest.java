package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import weft.bench.million.SleeperPlan;
import weft.bench.report.ReportFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class SleeperMeasurementTest {
    @TempDir private Path directory;

    @Test
    @Tag("long")
    void aFewSleepersAreMeasuredAndJoinTheReport() throws IOException {
        var earlier = new Report(true, new JsonObject());
        earlier.note("measured before");
        ReportFiles.write(directory, earlier.json(), "", null);

        int status =
                Main.execute("bench", "--million", "--count", "300", "--out", directory.toString());

        assertEquals(0, status);
        JsonObject report =
                JsonParser.parseString(Files.readString(directory.resolve("report.json")))
                        .getAsJsonObject();
        assertEquals("measured before", report.getAsJsonArray("notes").get(0).getAsString());
        JsonArray sections = report.getAsJsonArray(ReportFiles.SLEEPERS);
        assertEquals(1, sections.size());
        JsonArray rows = sections.get(0).getAsJsonObject().getAsJsonArray("rows");
        assertEquals(3, rows.size());
        rows.forEach(row -> assertPlausible(row.getAsJsonObject()));
        double grownBytes = 300 * rows.get(0).getAsJsonObject().get("bytesEach").getAsDouble();
        assertTrue(grownBytes > 10e6, "what the warm-up touched counts: " + grownBytes);
        String page = Files.readString(directory.resolve("index.html"));
        assertTrue(page.contains("300 sleepers"), page);
        assertTrue(page.contains("-XX:+UseSerialGC"), "the flags are on the page");
    }

    private static void assertPlausible(JsonObject row) {
        assertEquals(300, row.get("count").getAsInt());
        if (row.get("problem").getAsString().startsWith("absent")) {
            assertEquals("asyncio tasks", row.get("name").getAsString());
            return;
        }
        long most = row.get("peakBytes").getAsLong();
        assertTrue(row.get("residentBytes").getAsLong() > 1_000_000, row.toString());
        assertTrue(row.get("residentBytes").getAsLong() <= most, row.toString());
        assertTrue(row.get("cpuNanos").getAsLong() > 0, row.toString());
        assertTrue(row.get("nanosToMakeEach").getAsDouble() > 0, row.toString());
        long median = row.get("p50Nanos").getAsLong();
        assertTrue(median >= 0 && median <= row.get("p99Nanos").getAsLong(), row.toString());
        assertTrue(row.get("p99Nanos").getAsLong() <= row.get("maxNanos").getAsLong());
    }

    private static SleeperSection section(long residentBytes, long cpuNanos, long maxNanos) {
        var figures = new JsonObject();
        figures.addProperty("runtime", "a runtime");
        figures.addProperty("maxNanos", maxNanos);
        var plan = new SleeperPlan(1_000_000, 9000, 10_500);
        var row =
                new SleeperRow(
                        "first", plan, residentBytes, residentBytes, 900, cpuNanos, figures, "");
        return new SleeperSection(
                1_000_000,
                List.of("java", "-flag", "-cp", "a/very/long/path", "Program"),
                List.of(row, SleeperRow.failed("second", plan, "absent: no such thing")));
    }

    @Test
    void theTableSaysWhatWasReachedAndWhatWasNot() {
        String good = section(1_000_000_000, 5_000_000_000L, 50_000_000).text();
        assertTrue(
                good.contains("1 GB: yes; within 5 s of CPU: yes; each within 50 ms: yes"), good);
        String bad = section(1_000_000_001, 5_000_000_001L, 50_000_001).text();
        assertTrue(bad.contains("1 GB: no; within 5 s of CPU: no; each within 50 ms: no"), bad);
        assertTrue(bad.contains("java -flag -cp ... Program"), bad);
        assertFalse(bad.contains("a/very/long/path"), bad);
        assertTrue(bad.contains("absent: no such thing"), bad);
    }
}
