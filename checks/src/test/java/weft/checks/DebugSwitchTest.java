package weft.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debug mode is switched on from outside a program, which is not changed for it. */
@Tag("slow")
class DebugSwitchTest {
    @TempDir private Path directory;

    @Test
    void environmentTurnsDebugModeOn() throws Exception {
        assertEquals("true\n", outputOf(Map.of("WEFT_DEBUG", "1")));
        assertEquals("false\n", outputOf(Map.of("WEFT_DEBUG", "")));
    }

    @Test
    void propertyTurnsDebugModeOn() throws Exception {
        assertEquals("true\n", outputOf(Map.of("WEFT_DEBUG", ""), "-Dweft.debug=true"));
    }

    private String outputOf(Map<String, String> variables, String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        arguments.add("-cp");
        // Surefire puts the real path here, and a jar with a manifest on the class path.
        arguments.add(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")));
        arguments.add(DebugProgram.class.getName());
        return JavaLauncher.launch(directory, arguments, variables).output();
    }
}
