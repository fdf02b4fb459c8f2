package weft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.Asyncio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** What closing a loop lets go of when not all goes well. */
class ClosingTest {
    @Test
    void loopWhoseBackendFailsIsClosedNevertheless() {
        ScriptedLoop scripted = new ScriptedLoop();
        scripted.loop.createTask(
                () -> {
                    Asyncio.sleep(Duration.ofHours(1));
                    return null;
                });
        scripted.step();
        IOException broken = new IOException("broken");
        scripted.backend.pollRefusal = broken;
        UncheckedIOException told = assertThrows(UncheckedIOException.class, scripted.loop::close);
        assertSame(broken, told.getCause());
        assertTrue(scripted.loop.isClosed());
        assertTrue(scripted.backend.closed);
        assertEquals(List.of("Task was destroyed but it is pending!"), scripted.reportedMessages());
    }
}
