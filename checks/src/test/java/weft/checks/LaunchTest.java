package weft.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a program from the class path and from the module path, with and without the flag. */
@Tag("slow")
class LaunchTest {
    private static final List<String> MODULES =
            List.of("loop-api", "loop-core", "backend-select", "policy");

    private static final String TO_CLASS_PATH = "java.base/java.lang=ALL-UNNAMED";
    private static final String TO_MODULE = "java.base/java.lang=weft.core";

    @TempDir private Path directory;

    @Test
    void runsFromTheClassPath() throws Exception {
        JavaLauncher.Outcome outcome = fromClassPath("--add-opens", TO_CLASS_PATH);
        assertEquals("contract in module null\nengine in module null\nsum 3\n", outcome.output());
        assertEquals(0, outcome.status());
    }

    @Test
    void runsFromTheModulePath() throws Exception {
        JavaLauncher.Outcome outcome = fromModulePath("--add-opens", TO_MODULE);
        assertEquals(
                "contract in module weft\nengine in module weft.core\nsum 3\n", outcome.output());
        assertEquals(0, outcome.status());
    }

    @Test
    void namesTheMissingFlagOnTheClassPath() throws Exception {
        JavaLauncher.Outcome outcome = fromClassPath();
        assertTrue(outcome.output().contains("--add-opens " + TO_CLASS_PATH), outcome::output);
        assertEquals(2, outcome.output().split("--add-opens", -1).length, outcome::output);
        assertNotEquals(0, outcome.status());
    }

    @Test
    void namesTheMissingFlagOnTheModulePath() throws Exception {
        JavaLauncher.Outcome outcome = fromModulePath();
        assertTrue(outcome.output().contains("--add-opens " + TO_MODULE), outcome::output);
        assertNotEquals(0, outcome.status());
    }

    private JavaLauncher.Outcome fromClassPath(String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("-cp", classes() + File.pathSeparator + program()));
        return launch(arguments);
    }

    private JavaLauncher.Outcome fromModulePath(String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("--module-path", classes(), "--add-modules", "weft.select"));
        arguments.addAll(List.of("-cp", program()));
        return launch(arguments);
    }

    private JavaLauncher.Outcome launch(List<String> arguments) throws Exception {
        arguments.add(LaunchProgram.class.getName());
        return JavaLauncher.launch(directory, arguments);
    }

    private static String classes() {
        return JavaLauncher.classes(MODULES);
    }

    private static String program() throws Exception {
        var location = LaunchProgram.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(location.toURI()).toString();
    }
}
