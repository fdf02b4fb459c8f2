package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import weft.Asyncio;
import weft.TaskOptions;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the flight recorder is told of a loop. */
@Tag("slow")
class FlightRecorderTest {
    @TempDir private Path directory;

    private List<RecordedEvent> record(String... names) throws IOException {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            for (String name : names) {
                recording.enable(name);
            }
            recording.start();
            Asyncio.run(
                    () -> {
                        Asyncio.getRunningLoop().setSlowCallbackDuration(Duration.ZERO);
                        return Asyncio.createTask(() -> "x", TaskOptions.named("recorded")).await();
                    },
                    null,
                    SimulatedLoops::newLoop);
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(each -> each.getEventType().getName().startsWith("weft."))
                .toList();
    }

    @Test
    void recordsTheLifeOfTasks() throws IOException {
        List<RecordedEvent> events = record("weft.TaskCreated", "weft.TaskDone");
        RecordedEvent created = only(events, "weft.TaskCreated");
        RecordedEvent done = only(events, "weft.TaskDone");
        assertEquals(created.getLong("number"), done.getLong("number"));
        assertEquals("FlightRecorderTest.lambda", created.getString("coroutine"));
        assertEquals("finished", done.getString("state"));
        assertTrue(!done.getStartTime().isBefore(created.getStartTime()));
    }

    private static RecordedEvent only(List<RecordedEvent> events, String type) {
        List<RecordedEvent> found =
                events.stream()
                        .filter(each -> each.getEventType().getName().equals(type))
                        .filter(each -> each.getString("name").equals("recorded"))
                        .toList();
        assertEquals(1, found.size(), events::toString);
        return found.get(0);
    }

    @Test
    void recordsIterationsAndWhatHeldThemUp() throws IOException {
        List<RecordedEvent> events = record("weft.Iteration", "weft.SlowCallback");
        assertTrue(
                events.stream()
                        .filter(each -> each.getEventType().getName().equals("weft.Iteration"))
                        .anyMatch(each -> each.getInt("entries") > 0),
                events::toString);
        assertTrue(
                events.stream()
                        .filter(each -> each.getEventType().getName().equals("weft.SlowCallback"))
                        .anyMatch(each -> each.getString("what").contains("name='recorded'")),
                events::toString);
    }

    @Test
    void recordsEachTaskAndIterationOnlyWhereThatIsAskedFor() throws IOException {
        List<String> types =
                record("jdk.ThreadSleep").stream()
                        .map(each -> each.getEventType().getName())
                        .distinct()
                        .toList();
        assertEquals(List.of("weft.SlowCallback"), types);
    }
}
