package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;

class WorkloadsTest {
    @Test
    void uvloopsWorkloadIsThePublishedOne() {
        List<String> titles = Workloads.named("uvloop").stream().map(Scenario::title).toList();
        assertEquals(
                List.of(
                        "3 blocking clients x 1000 B, 200,000 messages each",
                        "10 connections x 1 KiB",
                        "10 connections x 10 KiB",
                        "10 connections x 100 KiB"),
                titles);
    }

    @Test
    void everyScenarioOfAWorkloadHasATitleOfItsOwn() {
        for (String name : Workloads.names()) {
            List<Scenario> scenarios = Workloads.named(name);
            var titles = new HashSet<String>();
            scenarios.forEach(scenario -> titles.add(scenario.title()));
            assertEquals(scenarios.size(), titles.size(), name);
        }
    }

    @Test
    void sizesAndConnectionsReachWhereTheyShould() {
        assertEquals(64, Workloads.named("sizes").getFirst().sizeBytes());
        assertEquals(1 << 20, Workloads.named("sizes").getLast().sizeBytes());
        assertEquals(1, Workloads.named("connections").getFirst().connections());
        assertEquals(10_000, Workloads.named("connections").getLast().connections());
        assertTrue(Workloads.named("rate").getFirst().ratePerSecond() > 0);
    }

    @Test
    void whatHasNoNameIsRefused() {
        var failure =
                assertThrows(IllegalArgumentException.class, () -> Workloads.named("nothing"));
        assertTrue(failure.getMessage().contains("known: usual, uvloop"), failure.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> new Scenario(1, 1, 1, Scenario.Style.BLOCKING, 5, 0, 0));
    }
}
