package weft.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadOptionsTest {
    @Test
    void optionsHaveTheSameNamesAndDefaultsAsInC() {
        LoadOptions given =
                LoadOptions.parse(
                        "--port",
                        "80",
                        "--connections",
                        "7",
                        "--size",
                        "99",
                        "--depth",
                        "3",
                        "--pid",
                        "42",
                        "--host",
                        "127.0.0.2");
        assertEquals(80, given.server().getPort());
        assertEquals("127.0.0.2", given.server().getHostString());
        assertEquals(7, given.connections());
        assertEquals(99, given.sizeBytes());
        assertEquals(3, given.depth());
        assertEquals(42, given.pid());
        LoadOptions defaults = LoadOptions.parse("--port", "80");
        assertEquals(10, defaults.connections());
        assertEquals(1024, defaults.sizeBytes());
        assertEquals(1, defaults.depth());
        assertFalse(defaults.reconnect());
        LoadOptions flag = LoadOptions.parse("--connect", "--port", "80");
        assertTrue(flag.reconnect());
        assertFalse(flag.blocking());
        assertEquals(0, flag.ratePerSecond());
        LoadOptions paced = LoadOptions.parse("--blocking", "--rate", "500", "--port", "80");
        assertTrue(paced.blocking());
        assertEquals(500, paced.ratePerSecond());
        assertEquals(80, flag.server().getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--port", "--port 0", "--port 70000", "--port 1 --sizes 3"})
    void mistakesAreRefused(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
        assertThrows(IllegalArgumentException.class, () -> LoadOptions.parse(arguments));
    }
}
