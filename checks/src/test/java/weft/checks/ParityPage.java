package weft.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The rows of {@code docs/asyncio-parity.md}, and those it must have. */
final class ParityPage {
    private static final String AREA = "## ";
    private static final String OPEN = "open";
    private static final int CELLS = 3;

    private ParityPage() {}

    /** Reads the page of this checkout. */
    static List<Row> rows() throws IOException {
        return parse(Files.readAllLines(Project.root().resolve("docs/asyncio-parity.md")));
    }

    /** Reads what asyncio has: a name under an area in each line, after the line of titles. */
    static List<Surface> surface() throws IOException {
        Path list = Project.root().resolve("checks/src/test/resources/asyncio-surface.tsv");
        return Files.readAllLines(list).stream()
                .skip(1)
                .map(line -> line.split("\t", 2))
                .map(cells -> new Surface(cells[0], cells[1]))
                .toList();
    }

    /** Reads the rows of the tables, each under the heading of its area. */
    static List<Row> parse(List<String> lines) {
        List<Row> rows = new ArrayList<>();
        String area = "";
        for (String line : lines) {
            if (line.startsWith(AREA)) {
                area = line.substring(AREA.length());
            } else if (line.startsWith("| ") && !line.startsWith("| asyncio |")) {
                rows.add(row(area, line));
            }
        }
        return rows;
    }

    private static Row row(String area, String line) {
        String[] cells = line.substring(1, line.lastIndexOf('|')).split("\\|", -1);
        if (cells.length != CELLS) {
            throw new IllegalArgumentException("not a row of three cells: " + line);
        }
        List<String> tests = names(cells[2]);
        return new Row(
                new Surface(area, cells[0].strip()),
                String.join(", ", names(cells[1])),
                tests.equals(List.of(OPEN)) ? List.of() : tests);
    }

    private static List<String> names(String cell) {
        return Stream.of(cell)
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(name -> name.replace("`", "").strip())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** A name that asyncio has. */
    record Surface(String area, String asyncio) {}

    /**
     * A row.
     *
     * @param java the name here, or for an open row the planned one or nothing
     * @param tests what proves it, or nothing if it is open
     */
    record Row(Surface surface, String java, List<String> tests) {
        boolean isOpen() {
            return tests.isEmpty();
        }
    }
}
