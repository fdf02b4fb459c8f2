package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class PlanTest {
    private static final List<String> COMMAND = List.of("server");
    private static final int IDLE = 8_000;
    private static final Duration HOLD = Duration.ofSeconds(3);
    private static final int SLEEPERS = 1_000_000;

    /** As many of each kind as a full run has when every peer is installed. */
    private static List<Contender> full() {
        var contenders = new ArrayList<Contender>();
        for (int i = 0; i < 23; i++) {
            contenders.add(Contender.warming("JVM " + i, COMMAND));
        }
        for (int i = 0; i < 4; i++) {
            contenders.add(Contender.warming("brief JVM " + i, COMMAND).briefly());
        }
        for (int i = 0; i < 5; i++) {
            contenders.add(Contender.steady("native " + i, COMMAND));
            contenders.add(Contender.steady("brief " + i, COMMAND).briefly());
        }
        contenders.add(Contender.absent("missing", "not installed"));
        return contenders;
    }

    private static Plan plan(List<Scenario> scenarios, List<Contender> contenders) {
        return new Plan(
                false,
                scenarios,
                contenders,
                BenchCommand.FULL,
                BenchCommand.FULL_BUDGET,
                IDLE,
                HOLD,
                SLEEPERS,
                1,
                Path.of("unused"),
                "",
                null);
    }

    @Test
    void briefContendersAreInTheFirstScenariosOnly() {
        Timetable.Task task = Plan.task(Workloads.USUAL, full());
        assertEquals(38, task.servers(), "with the reference itself, without the absent one");
        assertEquals(27, task.warming());
        for (int i = 0; i < Workloads.USUAL.size(); i++) {
            Timetable.Part part = task.parts().get(i);
            assertEquals(i < 3 ? 38 : 29, part.servers());
            assertEquals(i < 3 ? 27 : 23, part.warming());
        }
    }

    @Test
    void everyProcessIsStartedAndWarmedButAServerHasOneTurn() {
        List<Contender> contenders =
                List.of(
                        Contender.warming("JVM", COMMAND).inProcesses(4),
                        Contender.steady("native", COMMAND).inProcesses(3));
        Timetable.Task task = Plan.task(Workloads.QUICK, contenders);
        assertEquals(3, task.servers());
        assertEquals(4, task.warming());
        assertEquals(4, task.steady(), "with the reference itself");
        assertEquals(new Timetable.Part(Workloads.QUICK.get(0), 3, 4), task.parts().get(0));
        String note = plan(Workloads.QUICK, contenders).inTurns();
        assertTrue(note.contains("4 processes"), note);
        assertEquals("", plan(Workloads.QUICK, full()).inTurns());
    }

    @Test
    void theReportSaysWhichThoseAre() {
        String note = plan(Workloads.USUAL, full()).briefly();
        assertTrue(note.contains("first 3 scenarios only"), note);
        assertTrue(note.contains("brief JVM 0; "), note);
        assertFalse(note.contains("native"), note);
        assertEquals("", plan(Workloads.QUICK, full()).briefly(), "all are in all of them");
        assertEquals("", plan(Workloads.USUAL, List.of(full().getFirst())).briefly());
    }

    @Test
    void aFullRunIsOverInHalfAnHourEvenIfNoJvmSettles() {
        Timetable.Task task = Plan.task(Workloads.USUAL, full());
        Duration around =
                Plan.starting(task)
                        .plus(Plan.idling(task, IDLE, HOLD))
                        .plus(Plan.sleeping(SLEEPERS));
        Duration measuring = BenchCommand.FULL_BUDGET.minus(around);
        Timetable fitted = BenchCommand.FULL.fit(task, measuring, false, false);
        String words = fitted.describe(task);
        assertTrue(fitted.total(task).plus(around).toMinutes() < 28, words);
        assertTrue(fitted.longest(task).plus(around).toMinutes() < 28, words);
        assertTrue(fitted.slice().toMillis() >= 150, words);
        assertTrue(fitted.rounds() >= 8, words);
        // Its JVM may take all the time there is.
        assertEquals(BenchCommand.FULL.firstWarmUp(), fitted.firstWarmUp(), words);
        assertEquals(BenchCommand.FULL.laterWarmUp(), fitted.laterWarmUp(), words);
    }

    @Test
    void aQuickRunIsOverInTwoMinutesEvenIfNoJvmSettles() {
        var contenders = new ArrayList<Contender>();
        Selection quick = Selection.usual(true, false);
        int loops = quick.loops().size() * quick.modes().size() + quick.comparedLoops().size();
        for (int i = 0; i < loops + Peers.QUICK.split(",").length; i++) {
            contenders.add(Contender.warming("JVM " + i, COMMAND));
        }
        Timetable.Task task = Plan.task(Workloads.QUICK, contenders);
        Duration measuring = BenchCommand.QUICK_BUDGET.minus(Plan.starting(task));
        Timetable fitted = BenchCommand.QUICK.fit(task, measuring, false, false);
        assertTrue(fitted.total(task).compareTo(measuring) <= 0, fitted.describe(task));
        assertTrue(fitted.longest(task).compareTo(measuring) <= 0, fitted.describe(task));
        assertTrue(fitted.rounds() >= 5, fitted.describe(task));
        assertEquals(BenchCommand.QUICK.laterWarmUp(), fitted.laterWarmUp(), fitted.describe(task));
    }
}
