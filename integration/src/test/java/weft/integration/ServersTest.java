package weft.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** What becomes of the tests of a server that is not installed. */
class ServersTest {
    private static final String MESSAGE =
            "NOT TESTED: no server-of-nobody here; install the package of-nobody";

    @Test
    void missingServerIsAnnounced() {
        TestAbortedException skipped =
                assertThrows(
                        TestAbortedException.class,
                        () -> Servers.program("server-of-nobody", "of-nobody", false));
        assertEquals(MESSAGE, withoutPrefix(skipped.getMessage()));
    }

    @Test
    void missingServerFailsWhereItIsRequired() {
        AssertionFailedError failed =
                assertThrows(
                        AssertionFailedError.class,
                        () -> Servers.program("server-of-nobody", "of-nobody", true));
        assertEquals(MESSAGE, failed.getMessage());
    }

    private static String withoutPrefix(String message) {
        return message.substring(message.indexOf("NOT TESTED"));
    }
}
