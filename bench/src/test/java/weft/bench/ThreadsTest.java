package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import weft.bench.Threads.State;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ThreadsTest {
    @Test
    void theBusiestIsNotACompilerHoweverBusyThatIs() {
        Map<String, State> before = Map.of("1", new State("main", 5, 900));
        Map<String, State> after =
                Map.of(
                        "1", new State("main", 7, 1_000),
                        "2", new State("C2 CompilerThre", 1, 500),
                        "3", new State("loop", 2, 101));

        Map<String, State> done = Threads.since(before, after);

        assertEquals(new State("main", 2, 100), done.get("1"));
        assertEquals(Optional.of("3"), Threads.busiest(done));
        assertEquals(Optional.empty(), Threads.busiest(Map.of("2", after.get("2"))));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theKernelTellsWhatAThreadHasUsed() throws IOException {
        long pid = ProcessHandle.current().pid();
        Map<String, State> before = Threads.of(pid);
        assertTrue(before.containsKey(Long.toString(pid)), "the first thread has its number");
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        long used = 0;
        while (used < 1_000_000 && System.nanoTime() < until) {
            used =
                    Threads.since(before, Threads.of(pid)).values().stream()
                            .mapToLong(State::cpuNanos)
                            .max()
                            .orElse(0);
        }
        assertTrue(used >= 1_000_000, "whoever reads this takes time: " + used);
        assertFalse(used > 20_000_000_000L, "nanoseconds: " + used);
    }

    @Test
    void theIdleSectionTellsOfTheLoopsThreadBesideTheProcess() {
        var row =
                new IdleRow(
                        "server", 512, 7_000, 20, "VM Periodic Tas", new State("java", 3, 1), "");
        var section = new IdleSection(9, Duration.ofSeconds(1), List.of(row));
        JsonObject item = section.json().getAsJsonArray("rows").get(0).getAsJsonObject();
        assertEquals(7_000, item.get("cpuNanos").getAsLong());
        assertEquals(1, item.get("loopCpuNanos").getAsLong());
        assertEquals(20, item.get("switches").getAsLong());
        assertEquals(3, item.get("loopSwitches").getAsLong());
        assertEquals("java", item.get("loopThread").getAsString());
        var text = new StringBuilder();
        section.append(text);
        assertTrue(
                text.toString().matches("(?s).*server +512 .* 20  VM Periodic Tas .* 3  java\\R"),
                text.toString());
    }
}
