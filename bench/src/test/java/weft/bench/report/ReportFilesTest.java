package weft.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

class ReportFilesTest {
    @TempDir private Path directory;

    private static JsonObject report(double ratio, double self) {
        return JsonParser.parseString(
                        """
                        {"machine": {"processor": "one <fast> core", "cores": 2, "system": "Linux",
                          "commands": {"weft select, protocol": ["java", "-cp", "x"]}},
                         "quick": true, "notes": ["to know"],
                         "scenarios": [{"title": "10 connections x 1 KiB", "rows": [
                           {"name": "C epoll (reference)", "slices": 3, "errors": 0, "problem": ""},
                           {"name": "reference again (A/A)", "slices": 3, "errors": 0,
                            "problem": "", "ratio": %s, "ratioInterquartileRange": 0.01},
                           {"name": "weft select, protocol", "slices": 3, "errors": 0,
                            "problem": "", "ratio": %s, "ratioFirstQuartile": 1.0,
                            "ratioThirdQuartile": 1.6, "ratioInterquartileRange": 0.02,
                            "cpuNanosPerRequest": 5300}]}],
                         "idle": [{"connections": 9, "holdMillis": 1, "rows": [
                           {"name": "Netty epoll", "problem": "", "bytesPerConnection": 2048,
                            "cpuNanos": 5, "switches": 1, "busiest": ""}]}],
                         "absent": [{"name": "gone", "problem": "absent: not here"}]}
                        """
                                .formatted(self, ratio))
                .getAsJsonObject();
    }

    @Test
    void thePageShowsWhatWasMeasuredAndNeedsNothingElse() throws IOException {
        ReportFiles.write(directory, report(1.25, 1.01), "the table", null);
        String page = Files.readString(directory.resolve("index.html"));
        for (String part :
                List.of(
                        "prefers-color-scheme: dark",
                        "one &lt;fast&gt; core",
                        "to know",
                        "10 connections x 1 KiB",
                        ">1.25<",
                        "5.30 µs",
                        "9 idle connections",
                        "absent: not here",
                        "java -cp x",
                        "var(--own)")) {
            assertTrue(page.contains(part), part + " is not on the page");
        }
        assertFalse(page.contains("<script"), "no script");
        assertFalse(page.replace("http://www.w3.org/2000/svg", "").contains("http"), "no link");
        assertEquals("the table", Files.readString(directory.resolve("report.txt")));
    }

    @Test
    void aClassPathThatManyCommandsShareIsToldOnce() throws IOException {
        JsonObject report = report(1.25, 1.01);
        String path = "/some/where.jar:".repeat(20);
        for (String name : List.of("first", "second")) {
            JsonArray command = new JsonArray();
            List.of("java", "-cp", path, name).forEach(command::add);
            report.getAsJsonObject("machine").getAsJsonObject("commands").add(name, command);
        }
        ReportFiles.write(directory, report, "", null);
        String page = Files.readString(directory.resolve("index.html"));
        assertTrue(page.contains("java -cp $path1 first"));
        assertTrue(page.contains("java -cp $path1 second"));
        assertEquals(page.indexOf(path), page.lastIndexOf(path), "told once");
        assertTrue(page.contains(path), "told");
    }

    @Test
    void picturesAreInTheColoursOfTheirTheme() throws IOException {
        ReportFiles.write(directory, report(1.25, 1.01), "", null);
        assertEquals(Palette.LIGHT.background().getRGB(), corner("report.png"));
        assertEquals(Palette.DARK.background().getRGB(), corner("report-dark.png"));
    }

    private int corner(String file) throws IOException {
        BufferedImage image = ImageIO.read(directory.resolve(file).toFile());
        assertTrue(image.getWidth() >= BarChart.WIDTH, "too small: " + image.getWidth());
        return image.getRGB(0, 0);
    }

    @Test
    void figuresOfJmhAreFoldedIn() throws IOException {
        Files.writeString(
                directory.resolve(ReportFiles.MICRO),
                """
                [{"benchmark": "a.b.LoopBenchmark.turn", "params": {"loop": "select"},
                  "primaryMetric": {"score": 0.5, "scoreError": "NaN", "scoreUnit": "us/op",
                    "scorePercentiles": {"0.0": 0.4, "100.0": 0.7}}},
                 {"benchmark": "a.b.LoopBenchmark.rate",
                  "primaryMetric": {"score": 9, "scoreError": 1, "scoreUnit": "ops/s"}}]
                """);
        ReportFiles.write(directory, report(1.25, 1.01), "", null);
        String page = Files.readString(directory.resolve("index.html"));
        assertTrue(page.contains("<h3>LoopBenchmark</h3>"));
        assertTrue(page.contains("turn, select"));
        assertTrue(page.contains(">500.0<"), "in nanoseconds");
        assertFalse(page.contains(">rate<"), "a rate is no time");
    }

    @Test
    void operationsBesideCPythonsAreFoldedIn() throws IOException {
        String quartiles =
                """
                "nanosFirstQuartile": 1, "nanosThirdQuartile": 3, "samples": []\
                """;
        JsonObject operations =
                JsonParser.parseString(
                                """
                                {"versions": {"asyncio": "Python 3.11.2"}, "rows": [
                                  {"operation": "turn", "meaning": "a <turn>", "loop": "select",
                                   "nanos": 50, %s, "peers": [
                                     {"name": "asyncio", "nanos": 1527, %s, "ratio": 0.0327,
                                      "ratioFirstQuartile": 0.031, "ratioThirdQuartile": 0.034},
                                     {"name": "uvloop", "nanos": 618, %s, "ratio": 0.0809,
                                      "ratioFirstQuartile": 0.08, "ratioThirdQuartile": 0.09}]}],
                                 "absent": []}
                                """
                                        .formatted(quartiles, quartiles, quartiles))
                        .getAsJsonObject();
        ReportFiles.writeOperations(directory, operations);
        ReportFiles.write(directory, report(1.25, 1.01), "", null);
        String page = Files.readString(directory.resolve("index.html"));
        for (String part :
                List.of(
                        "a &lt;turn&gt;",
                        "1,527",
                        "0.033 <small>0.031–0.034",
                        "0.081 <small>0.080–0.090",
                        "Python 3.11.2",
                        ">3.3<",
                        ">40.5<")) {
            assertTrue(page.contains(part), part + " is not on the page");
        }
        String table = Files.readString(directory.resolve("operations.txt"));
        assertTrue(table.matches("(?s).*turn +select +50.0 +1,527 +0.033 0.031–0.034 .*"), table);
        assertEquals(
                operations,
                JsonParser.parseString(
                        Files.readString(directory.resolve(ReportFiles.OPERATIONS))));
    }

    @Test
    void aChangeIsCertainOnceItExceedsTheErrors() {
        Comparison.Change small = change(report(1.25, 1.01), report(1.27, 0.99));
        assertEquals(1.25, small.before());
        assertEquals(1.27, small.after());
        assertEquals(0.016, small.share(), 1e-9);
        // Both A/A errors, and half of both spreads.
        assertEquals(0.01 + 0.01 + 0.01 / 1.25 + 0.01 / 1.27, small.error(), 1e-9);
        assertFalse(small.isCertain());
        Comparison.Change large = change(report(1.25, 1.01), report(1.10, 0.99));
        assertTrue(large.isCertain());
    }

    private static Comparison.Change change(JsonObject before, JsonObject after) {
        Comparison.Scenario scenario = new Comparison(before, after).scenarios().getFirst();
        assertEquals(0.02, scenario.selfError(), 1e-9);
        assertEquals(1, scenario.changes().size(), "the references are no contenders");
        return scenario.changes().getFirst();
    }

    @Test
    void aComparisonIsPrintedAndDrawn() throws IOException {
        JsonObject older = report(1.25, 1.01);
        older.getAsJsonObject("machine").addProperty("cores", 8);
        String text = ReportFiles.write(directory, report(1.0, 1.01), "table", older);
        assertTrue(text.contains("-20.0 %"), text);
        assertTrue(text.contains("another cores: 8, now 2"), text);
        assertTrue(Files.readString(directory.resolve("report.txt")).contains("-20.0 %"));
        assertTrue(Files.readString(directory.resolve("index.html")).contains(">-20.0<"));
    }

    @Test
    void anythingElseIsNoReport() throws IOException {
        Path file = directory.resolve("other.json");
        for (String content : List.of("{}", "[]", "no json")) {
            Files.writeString(file, content);
            var failure = assertThrows(IOException.class, () -> ReportFiles.read(file));
            assertTrue(failure.getMessage().contains("is no report"), failure.getMessage());
        }
    }
}
