package weft.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class ChartsTest {
    private static JsonObject scenario() {
        return JsonParser.parseString(
                        """
                        {"title": "some load", "rows": [
                          {"name": "C epoll (reference)"},
                          {"name": "weft poll, protocol", "ratio": 1.2},
                          {"name": "weft poll, coroutine", "ratio": 1.1},
                          {"name": "weft poll, buffered", "problem": "died"},
                          {"name": "weft select, protocol", "ratio": 1.3},
                          {"name": "very slow", "ratio": 80}]}
                        """)
                .getAsJsonObject();
    }

    @Test
    void aSummaryHasTheBestOfEachKind() throws IOException {
        String svg = Charts.summary(scenario()).orElseThrow().svg();
        for (String name :
                new String[] {"C epoll (reference)", "weft poll, coroutine", "weft select"}) {
            assertTrue(svg.contains(name), name);
        }
        assertFalse(svg.contains("weft poll, protocol"));
        assertFalse(svg.contains("weft poll, buffered"));
    }

    @Test
    void aBarFarLongerThanTheOthersIsCutAndSaysSo() throws IOException {
        String svg = Charts.ratios(scenario()).orElseThrow().svg();
        assertTrue(svg.contains(">80.00 \u00bb<"), "its own figure");
        assertTrue(svg.contains(">1.30<"), "another's figure");
        assertFalse(svg.contains(">80<"), "the axis goes as far as the others need");
    }

    @Test
    void namesEndWhereTheBarsBegin() throws IOException {
        String svg = Charts.ratios(scenario()).orElseThrow().svg();
        var ends = new HashSet<String>();
        Matcher names = Pattern.compile("x=\"([\\d.]+)\" text-anchor=\"end\"[^>]*>").matcher(svg);
        int count = 0;
        for (; names.find(); count++) {
            ends.add(names.group(1));
        }
        assertEquals(5, count, "one name for each row that has a figure");
        assertEquals(1, ends.size(), "all in one line: " + ends);
    }

    @Test
    void theSummaryIsAPictureOfItsOwn(@TempDir Path directory) throws IOException {
        JsonObject report =
                JsonParser.parseString(
                                "{\"machine\": {}, \"notes\": [], \"idle\": [], \"absent\": []}")
                        .getAsJsonObject();
        report.add("scenarios", JsonParser.parseString("[" + scenario() + "]"));
        ReportFiles.write(directory, report, null, null);
        for (String name : List.of("summary.png", "summary-dark.png")) {
            long bytes = Files.size(directory.resolve(name));
            assertTrue(bytes > 0 && bytes < 300_000, name + ": " + bytes);
        }
    }
}
