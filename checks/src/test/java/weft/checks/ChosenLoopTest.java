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
import java.util.Map;

/** Starts a program that names no loop, with one named in its environment or on its command. */
@Tag("slow")
class ChosenLoopTest {
    private static final List<String> MODULES =
            List.of(
                    "loop-api",
                    "loop-core",
                    "native-linux",
                    "backend-select",
                    "backend-epoll",
                    "policy");

    @TempDir private Path directory;

    private JavaLauncher.Outcome launch(String variable, String... flags) throws Exception {
        var location = ChosenLoopProgram.class.getProtectionDomain().getCodeSource().getLocation();
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--add-opens",
                                "java.base/java.lang=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                JavaLauncher.classes(MODULES)
                                        + File.pathSeparator
                                        + Path.of(location.toURI())));
        arguments.addAll(List.of(flags));
        arguments.add(ChosenLoopProgram.class.getName());
        return JavaLauncher.launch(directory, arguments, Map.of("WEFT_LOOP", variable));
    }

    @Test
    void theVariableNamesTheLoop() throws Exception {
        assertEquals(new JavaLauncher.Outcome(0, "poll\n"), launch("poll"));
        assertEquals(new JavaLauncher.Outcome(0, "select\n"), launch("select"));
    }

    @Test
    void thePropertyComesBeforeTheVariable() throws Exception {
        assertEquals(
                new JavaLauncher.Outcome(0, "epoll-et\n"), launch("poll", "-Dweft.loop=epoll-et"));
    }

    @Test
    void aVariableThatNamesNoLoopIsNamedInTheRefusal() throws Exception {
        JavaLauncher.Outcome outcome = launch("polls");
        assertNotEquals(0, outcome.status());
        assertTrue(
                outcome.output().contains("there is no event loop named 'polls' (from WEFT_LOOP)"),
                outcome::output);
    }
}
