package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

class DoctorCommandTest {
    private static final String PROPERTY = "weft.loop";

    private final StringWriter output = new StringWriter();
    private final String inherited = System.getProperty(PROPERTY, "");

    @BeforeEach
    @AfterEach
    void restore() {
        System.setProperty(PROPERTY, inherited);
    }

    private int doctor() {
        return new CommandLine(new DoctorCommand()).setOut(new PrintWriter(output)).execute();
    }

    @Test
    void theLoopThatIsNamedIsMarkedAndItsWishNamed() {
        System.setProperty(PROPERTY, "select");
        assertEquals(0, doctor());
        assertTrue(output.toString().contains("\n* select "), output::toString);
        assertTrue(
                output.toString().contains("\nchoice: -Dweft.loop names the loop select\n"),
                output::toString);
    }

    @Test
    void aNameThatNoLoopHasFailsAndSaysWhy() {
        System.setProperty(PROPERTY, "slect");
        assertEquals(1, doctor());
        assertTrue(
                output.toString()
                        .contains(
                                "\nchoice: -Dweft.loop names the loop slect, which does not exist;"
                                        + " there are "),
                output::toString);
    }

    @Test
    void everyCommandTellsTheVersion() {
        for (String command : List.of("bench", "echo", "doctor", "ps", "pstree")) {
            var text = new StringWriter();
            int status = Main.commandLine().setOut(new PrintWriter(text)).execute(command, "-V");
            assertEquals(0, status, command);
            assertEquals("weft 0.1.0", text.toString().strip(), command);
        }
    }

    /** What counts is whether the callers of C may call it, not whether the command may. */
    @Test
    void nativeAccessIsAskedForTheModulesThatCall() {
        Module allowed = Object.class.getModule();
        Module forbidden = java.util.logging.Logger.class.getModule();
        assertTrue(allowed.isNativeAccessEnabled());
        assertFalse(forbidden.isNativeAccessEnabled());
        assertFalse(DoctorCommand.isNativeAccessMissing(List.of(allowed)));
        assertTrue(DoctorCommand.isNativeAccessMissing(List.of(allowed, forbidden)));
        assertEquals(0, doctor());
        assertEquals(
                !DoctorCommandTest.class.getModule().isNativeAccessEnabled(),
                output.toString().contains("--enable-native-access"),
                output::toString);
    }

    @Test
    void nativeModulesAreThoseOfTheSystem() {
        assertEquals("weft.iocp", DoctorCommand.nativeModules("Windows 10"));
        assertEquals("weft.linux,weft.iouring", DoctorCommand.nativeModules("Linux"));
    }
}
