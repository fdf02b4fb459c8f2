package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

class TimetableTest {
    private static final Timetable WANTED =
            new Timetable(
                    Duration.ofMillis(500),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(2),
                    9);

    private static Timetable.Task usual(int servers, int warming) {
        return task(Workloads.USUAL, servers, warming);
    }

    private static Timetable.Task task(List<Scenario> scenarios, int servers, int warming) {
        return new Timetable.Task(
                scenarios.stream()
                        .map(scenario -> new Timetable.Part(scenario, servers, warming))
                        .toList(),
                servers,
                warming,
                servers - warming);
    }

    @Test
    void fewServersHaveWhatIsWanted() {
        assertEquals(WANTED, WANTED.fit(usual(3, 2), Duration.ofMinutes(20), false, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 30, 42, 50})
    void manyServersFitIntoTheTime(int servers) {
        Timetable.Task task = usual(servers, servers * 2 / 3);
        Timetable fitted = WANTED.fit(task, Duration.ofMinutes(24), false, false);
        assertTrue(
                fitted.total(task).compareTo(Duration.ofMinutes(24)) <= 0, fitted.describe(task));
        assertTrue(
                fitted.longest(task).compareTo(Duration.ofMinutes(24)) <= 0, fitted.describe(task));
        assertTrue(fitted.rounds() >= 5, fitted.describe(task));
        int selfSlices = fitted.rounds() * Timetable.selfSlices(servers - 1);
        assertTrue(selfSlices >= 9, "a median of " + selfSlices + " slices for A/A");
    }

    @Test
    void whatIsFixedStays() {
        Timetable fitted = WANTED.fit(usual(40, 30), Duration.ofMinutes(10), true, true);
        assertEquals(WANTED.slice(), fitted.slice());
        assertEquals(WANTED.rounds(), fitted.rounds());
        assertTrue(fitted.laterWarmUp().compareTo(WANTED.laterWarmUp()) < 0);
    }

    @Test
    void aRoundHasTheReferenceAroundEverySlice() {
        var task = task(List.of(new Scenario(10, 1024, 1)), 7, 0);
        // Six others and one A/A slice, and eight of the reference.
        assertEquals(
                Duration.ofMillis(550 * 15),
                WANTED.round(task.parts().getFirst().scenario(), task.servers()));
        assertEquals(Duration.ofMillis(550 * 15 * 9), WANTED.total(task));
        assertEquals(2, Timetable.selfSlices(7));
    }

    @Test
    void aJvmIsPlannedToSettleInHalfOfItsTimeAndMayTakeAll() {
        var scenarios = List.of(new Scenario(10, 1024, 1), new Scenario(10, 64, 1));
        Timetable.Task task = task(scenarios, 7, 6);
        Duration slices = Duration.ofMillis(550 * 15);
        assertEquals(slices.multipliedBy(18).plusSeconds(6 * (2 + 1)), WANTED.total(task));
        assertEquals(
                slices.multipliedBy(2L * Plan.MINIMUM_ROUNDS).plusSeconds(6 * (4 + 2)),
                WANTED.longest(task));
    }

    @Test
    void longWarmUpsLeaveRoomForThreeRounds() {
        Timetable.Task task = usual(30, 29);
        Duration likely = WANTED.total(task);
        Timetable patient =
                new Timetable(
                        WANTED.slice(),
                        WANTED.settle(),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        WANTED.rounds());
        Timetable fitted = patient.fit(task, likely.plusMinutes(60), false, false);
        assertTrue(fitted.laterWarmUp().compareTo(patient.laterWarmUp()) < 0, "shortened");
        assertTrue(fitted.longest(task).compareTo(likely.plusMinutes(60)) <= 0);
    }

    @Test
    void allSlicesTogetherCountEveryMessage() {
        Scenario published = Workloads.named("uvloop").getFirst();
        assertEquals(200_000, Timetable.messagesPerSlice(published) * WANTED.rounds(published));
    }
}
