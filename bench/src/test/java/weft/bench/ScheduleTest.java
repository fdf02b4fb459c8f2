package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class ScheduleTest {
    private static final long NOW = 1_000_000_000_000L;

    private static Schedule schedule(Duration left) {
        return new Schedule(
                NOW, NOW + left.toNanos(), Duration.ofMinutes(5), Duration.ofMinutes(3));
    }

    @Test
    void whatFollowsTheScenariosIsStillToCome() {
        assertEquals(
                Duration.ofMinutes(10),
                schedule(Duration.ofMinutes(20)).remaining(Duration.ofMinutes(2), NOW));
    }

    @Test
    void scenariosEndWithTheirTime() {
        assertEquals(
                Duration.ofMinutes(9),
                schedule(Duration.ofMinutes(6)).remaining(Duration.ofMinutes(2), NOW));
        assertEquals(
                Duration.ofMinutes(3),
                schedule(Duration.ofMinutes(-1)).remaining(Duration.ofMinutes(2), NOW));
    }
}
