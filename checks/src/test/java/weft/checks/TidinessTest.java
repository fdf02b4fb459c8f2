package weft.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the formatter does not see: the size of files, leftovers, sleeping and disabled tests. */
class TidinessTest {
    /** About 400 is what we aim at; complete javadoc may take a contract beyond it. */
    private static final int MAXIMUM_LINES = 500;

    /** The formatter's width; it leaves long string literals and comments alone, we do not. */
    private static final int MAXIMUM_COLUMNS = 100;

    // Written apart, so that this file does not find itself.
    private static final Pattern LEFTOVER =
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern SLEEP = Pattern.compile("Thread\\.sl" + "eep\\(");

    /** Stands on a line that sleeps because sleeping is what the test is about. */
    private static final String SLEEP_IS_MEANT = "// the blocking call under test";

    /** Tests, and the contract suites, which are tests that backends inherit. */
    private static final Pattern TESTS = Pattern.compile("src/test/|^testkit[^/]*/src/main/");

    private static final Pattern EXPORTED = Pattern.compile("^(    )?(public|protected) ");

    private static final Pattern DISABLED = Pattern.compile("@Dis" + "abled\\b");

    @Test
    void sourcesAreTidy() throws IOException {
        List<Path> sources = Project.sources();
        assertFalse(sources.isEmpty(), "no source found under " + Project.root());
        List<String> findings = new ArrayList<>();
        for (Path source : sources) {
            inspect(source, Files.readAllLines(source), findings);
        }
        assertEquals(List.of(), findings);
    }

    @Test
    void everyFindingIsReported() {
        List<String> findings = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        lines.add("// TO" + "DO");
        lines.add("Thread.sl" + "eep(1);");
        lines.add("@Dis" + "abled");
        lines.add("x".repeat(MAXIMUM_COLUMNS + 1));
        while (lines.size() <= MAXIMUM_LINES) {
            lines.add("");
        }
        inspect(Project.root().resolve("src/test/java/Some.java"), lines, findings);
        assertEquals(5, findings.size(), findings::toString);
        assertTrue(findings.getFirst().startsWith("src/test/java/Some.java"), findings::toString);
        for (String place : List.of("testkit/src/main/java/Rules.java", "policy/src/main/A.java")) {
            findings.clear();
            inspect(Project.root().resolve(place), lines, findings);
            int expected = place.startsWith("testkit") ? 5 : 3;
            assertEquals(expected, findings.size(), findings::toString);
        }
    }

    /**
     * The documentation tool does not look at these two packages, since it would want a comment for
     * every rule that a contract inherits; what they export needs one all the same.
     */
    @Test
    void whatTheTestkitExportsIsDocumented() throws IOException {
        Path testkit = Project.root().resolve("testkit/src/main/java/weft/testkit");
        List<String> findings = new ArrayList<>();
        int types = 0;
        for (Path source : Project.files(testkit, ".java")) {
            Path place = testkit.relativize(source);
            boolean checkedByTool = place.getNameCount() > 1 && !place.startsWith("coroutines");
            List<String> lines = Files.readAllLines(source);
            if (!checkedByTool && lines.stream().anyMatch(line -> line.startsWith("public "))) {
                types++;
                undocumented(place.toString(), lines, findings);
            }
        }
        assertTrue(types > 10, "exported types: " + types);
        assertEquals(List.of(), findings);
    }

    @Test
    void whatIsUndocumentedIsFound() {
        List<String> findings = new ArrayList<>();
        List<String> lines =
                List.of(
                        "/** Does. */",
                        "@Tag(1)",
                        "public final class A {",
                        "    public A() {}",
                        "    @Override",
                        "    public String toString() {",
                        "    /** Runs. */",
                        "    @Test",
                        "    protected void run() {",
                        "",
                        "    protected int size() {");
        undocumented("A", lines, findings);
        assertEquals(List.of("A:4 has no comment", "A:11 has no comment"), findings);
    }

    private static void undocumented(String name, List<String> lines, List<String> findings) {
        for (int i = 0; i < lines.size(); i++) {
            if (EXPORTED.matcher(lines.get(i)).find()) {
                int above = i - 1;
                boolean inherited = false;
                while (above >= 0 && lines.get(above).strip().startsWith("@")) {
                    inherited |= lines.get(above).strip().equals("@Override");
                    above--;
                }
                boolean commented = above >= 0 && lines.get(above).endsWith("*/");
                if (!inherited && !commented) {
                    findings.add(name + ":" + (i + 1) + " has no comment");
                }
            }
        }
    }

    private static void inspect(Path source, List<String> lines, List<String> findings) {
        String name = Project.root().relativize(source).toString();
        boolean test = TESTS.matcher(name).find();
        if (lines.size() > MAXIMUM_LINES) {
            findings.add(name + " has " + lines.size() + " lines");
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String place = name + ":" + (i + 1) + " ";
            if (LEFTOVER.matcher(line).find()) {
                findings.add(place + "leaves something to do");
            }
            if (test && SLEEP.matcher(line).find() && !line.endsWith(SLEEP_IS_MEANT)) {
                findings.add(place + "sleeps in a test");
            }
            if (test && DISABLED.matcher(line).find()) {
                findings.add(place + "disables a test");
            }
            if (line.length() > MAXIMUM_COLUMNS && !line.startsWith("import ")) {
                findings.add(place + "is wider than " + MAXIMUM_COLUMNS + " columns");
            }
        }
    }
}
