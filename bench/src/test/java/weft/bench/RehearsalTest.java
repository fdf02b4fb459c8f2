package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

class RehearsalTest {
    private static final Scenario SMALL = new Scenario(10, 64, 1);
    private static final Scenario LARGE = new Scenario(10, 100 * 1024, 1);
    private static final Scenario MIDDLE = new Scenario(10, 1024, 1);

    @Test
    void whatIsMeasuredIsLeftOutAndTheLargestComeFirst() {
        var scenarios = List.of(MIDDLE, SMALL, LARGE);
        assertEquals(List.of(LARGE, SMALL), Rehearsal.others(scenarios, 0));
        assertEquals(List.of(MIDDLE, SMALL), Rehearsal.others(scenarios, 2));
        assertEquals(List.of(), Rehearsal.others(List.of(MIDDLE), 0));
    }

    @Test
    void idleConnectionsNeedNoRehearsal() {
        var scenarios = List.of(MIDDLE, SMALL.besideIdle(1_000), SMALL.besideIdle(9_000));
        assertEquals(List.of(SMALL), Rehearsal.others(scenarios, 0));
    }
}
