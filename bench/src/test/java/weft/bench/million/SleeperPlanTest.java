package weft.bench.million;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SleeperPlanTest {
    @Test
    void sleepersAreDueEvenlyInWholeMillisecondsAndInOrder() {
        var plan = new SleeperPlan(1_000_000, 9000, 10_500);
        assertEquals(9_000_000_000L, plan.dueNanos(0));
        assertEquals(14_250_000_000L, plan.dueNanos(500_000));
        assertEquals(19_499_000_000L, plan.dueNanos(999_999));
        long before = 0;
        for (int i = 0; i < plan.count(); i += 997) {
            long due = plan.dueNanos(i);
            assertEquals(0, due % 1_000_000, "sleeper " + i);
            assertTrue(due >= before, "sleeper " + i);
            before = due;
        }
    }

    @Test
    void aPlanIsReadAsItWasWritten() {
        var plan = new SleeperPlan(3, 40, 500);
        assertEquals(plan, SleeperPlan.parse(plan.arguments()));
        assertThrows(IllegalArgumentException.class, () -> new SleeperPlan(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new SleeperPlan(1, -1, 1));
    }
}
