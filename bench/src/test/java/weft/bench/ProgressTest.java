package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long nowNanos;

    private Progress progress(boolean terminal) {
        return new Progress(
                new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, () -> nowNanos);
    }

    @Test
    void aTerminalHasOneLineThatIsOverwritten() {
        Progress progress = progress(true);
        progress.show("a long message", Duration.ofSeconds(90));
        progress.show("short", Duration.ofSeconds(5));
        progress.clear();
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.startsWith("\ra long message, 1 min 30 s left\rshort, 5 s left   "), text);
        assertTrue(text.endsWith("\r"), text);
        assertFalse(text.contains("\n"), text);
    }

    @Test
    void aLogGetsALineNowAndThen() {
        Progress progress = progress(false);
        progress.show("first", Duration.ofSeconds(30));
        nowNanos += Duration.ofSeconds(1).toNanos();
        progress.show("too soon", Duration.ofSeconds(29));
        nowNanos += Duration.ofSeconds(20).toNanos();
        progress.show("later", Duration.ofSeconds(9));
        assertEquals(
                "first, 30 s left\nlater, 9 s left\n",
                bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
    }
}
