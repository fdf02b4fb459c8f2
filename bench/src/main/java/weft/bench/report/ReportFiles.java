package weft.bench.report;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import org.jspecify.annotations.Nullable;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.imageio.ImageIO;

/**
 * The directory of a report: {@code report.json} with all that was measured, {@code report.txt}
 * with the table, {@code index.html} with the page, {@code report.png} and {@code report-dark.png}
 * with its charts, {@code summary.png} and {@code summary-dark.png} with the first of them, the
 * best of each kind of server only. The files {@code jmh.json} and {@code operations.json} beside
 * them belong to the page too.
 */
public final class ReportFiles {
    /** The file that JMH writes. */
    public static final String MICRO = "jmh.json";

    /** The file with single operations beside CPython's; a table is beside it. */
    static final String OPERATIONS = "operations.json";

    /** The file with all that was measured. */
    public static final String JSON = "report.json";

    /** What the JSON calls the part about a great many sleepers. */
    public static final String SLEEPERS = "sleepers";

    private static final int COLUMNS = 2;

    private ReportFiles() {}

    /**
     * Reads the JSON of an earlier report.
     *
     * @param file a {@code report.json}
     * @return what it holds
     * @throws IOException if it cannot be read, or is no report
     */
    public static JsonObject read(Path file) throws IOException {
        try {
            JsonObject report = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            if (report.has("scenarios") && report.has("machine")) {
                return report;
            }
        } catch (JsonParseException | IllegalStateException malformed) {
            throw new IOException(file + " is no report: " + malformed.getMessage(), malformed);
        }
        throw new IOException(file + " is no report of this benchmark");
    }

    /**
     * Writes what belongs to the next page: single operations beside CPython's, as JSON and as a
     * table.
     *
     * @param directory that of the report
     * @param operations what was measured
     * @throws IOException if a file cannot be written
     */
    public static void writeOperations(Path directory, JsonObject operations) throws IOException {
        Files.writeString(directory.resolve(OPERATIONS), pretty(operations));
        Files.writeString(
                directory.resolve("operations.txt"),
                OperationTable.text(operations).stripLeading());
    }

    private static String pretty(JsonObject object) {
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .serializeSpecialFloatingPointValues()
                        .create()
                        .toJson(object)
                + "\n";
    }

    private static @Nullable JsonElement readIfThere(Path file) throws IOException {
        return Files.exists(file) ? JsonParser.parseString(Files.readString(file)) : null;
    }

    /**
     * Writes all files of a report.
     *
     * @param directory where they go; made if it is not there
     * @param report what was measured
     * @param text the table for a terminal, null to leave the one that is there
     * @param older an earlier report to compare with, or null
     * @return what there is to say beside the table: the comparison, and where the files are
     * @throws IOException if a file cannot be written
     */
    public static String write(
            Path directory, JsonObject report, @Nullable String text, @Nullable JsonObject older)
            throws IOException {
        Files.createDirectories(directory);
        JsonElement micro = readIfThere(directory.resolve(MICRO));
        JsonElement operations = readIfThere(directory.resolve(OPERATIONS));
        Comparison comparison = older == null ? null : new Comparison(older, report);
        String compared = comparison == null ? "" : comparison.text();
        if (text != null) {
            Files.writeString(directory.resolve("report.txt"), text + compared);
        }
        Files.writeString(directory.resolve(JSON), pretty(report));
        // Nothing here has a window, and a machine without a display is no reason to fail.
        System.setProperty("java.awt.headless", "true");
        try {
            Files.writeString(
                    directory.resolve("index.html"),
                    new Page(
                                    report,
                                    micro == null ? null : micro.getAsJsonArray(),
                                    operations == null ? null : operations.getAsJsonObject(),
                                    comparison)
                            .html());
            writePictures(directory, report);
        } catch (LinkageError | InternalError noFonts) {
            return compared
                    + "\nno page and no pictures, the JVM cannot draw text: install fontconfig and"
                    + " a font, such as the packages fontconfig and fonts-dejavu-core ("
                    + noFonts
                    + ")\n";
        }
        return compared + "\nwritten to " + directory.resolve("index.html").toAbsolutePath() + "\n";
    }

    private static void writePictures(Path directory, JsonObject report) throws IOException {
        var charts = new ArrayList<BarChart>();
        report.getAsJsonArray("scenarios")
                .forEach(item -> Charts.ratios(item.getAsJsonObject()).ifPresent(charts::add));
        if (charts.isEmpty()) {
            return;
        }
        writePicture(directory.resolve("report.png"), charts, Palette.LIGHT);
        writePicture(directory.resolve("report-dark.png"), charts, Palette.DARK);
        JsonObject first = report.getAsJsonArray("scenarios").get(0).getAsJsonObject();
        List<BarChart> summary = Charts.summary(first).stream().toList();
        if (!summary.isEmpty()) {
            writePicture(directory.resolve("summary.png"), summary, Palette.LIGHT);
            writePicture(directory.resolve("summary-dark.png"), summary, Palette.DARK);
        }
    }

    /** Puts the charts beside and below each other. */
    private static void writePicture(Path file, List<BarChart> charts, Palette palette)
            throws IOException {
        var images = charts.stream().map(chart -> chart.image(palette)).toList();
        int columns = Math.min(COLUMNS, images.size());
        int width = images.getFirst().getWidth();
        int height = images.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow();
        int rows = (images.size() + columns - 1) / columns;
        var whole = new BufferedImage(width * columns, height * rows, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = whole.createGraphics();
        graphics.setColor(palette.background());
        graphics.fillRect(0, 0, whole.getWidth(), whole.getHeight());
        for (int i = 0; i < images.size(); i++) {
            graphics.drawImage(images.get(i), i % columns * width, i / columns * height, null);
        }
        graphics.dispose();
        if (!ImageIO.write(whole, "png", file.toFile())) {
            throw new IOException("this JVM writes no PNG");
        }
    }
}
