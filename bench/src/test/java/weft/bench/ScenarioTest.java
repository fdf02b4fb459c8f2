package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioTest {
    @ParameterizedTest
    @CsvSource({"64,64", "64B,64", "1KiB,1024", "100 KiB,102400", "1MiB,1048576"})
    void sizesAreReadWithTheirUnit(String text, int bytes) {
        assertEquals(bytes, Scenario.parseSize(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "0", "1kb", "65MiB", "999999999MiB", "99999999999"})
    void whatIsNoSizeIsRefusedByName(String text) {
        var mistake = assertThrows(IllegalArgumentException.class, () -> Scenario.parseSize(text));
        assertEquals(true, mistake.getMessage().contains(text));
    }

    @Test
    void titlesSayTheShapeOfTheLoad() {
        assertEquals("10 connections x 1 KiB", new Scenario(10, 1024, 1).title());
        assertEquals("100 connections x 128 B, 16 in flight", new Scenario(100, 128, 16).title());
        assertEquals("1 connection x 1 MiB", new Scenario(1, 1 << 20, 1).title());
        assertEquals(
                "10 connections x 64 B, beside 1,000 idle",
                new Scenario(10, 64, 1).besideIdle(1000).title());
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Scenario(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Scenario(1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Scenario(1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> Scenario.reconnecting(64).besideIdle(1));
        assertThrows(IllegalArgumentException.class, () -> new Scenario(1, 1, 1).counting(1));
    }
}
