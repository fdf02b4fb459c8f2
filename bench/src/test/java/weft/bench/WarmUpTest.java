package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;

class WarmUpTest {
    private static final Duration MOST = Duration.ofSeconds(4);

    /** CPU time that the compilers take in each part to come. */
    private long compiling;

    private long compiled;
    private int parts;
    private Duration loaded = Duration.ZERO;
    private final WarmUp warmUp = new WarmUp(() -> compiled, MOST);

    private WarmUp.Load load(long requests) {
        return length -> {
            parts++;
            loaded = loaded.plus(length);
            compiled += compiling;
            return slice(requests, 0, length);
        };
    }

    private static Slice slice(long requests, long errors, Duration length) {
        long nanos = length.toNanos();
        String error = errors > 0 ? "lost" : "";
        return new Slice(requests, errors, error, nanos, nanos, nanos, new Histogram(3));
    }

    @Test
    void endsWhenEnoughCameBackAndNothingIsCompiled() throws Exception {
        compiling = 1_000_000; // of 250 ms
        assertTrue(warmUp.untilSettled(load(30_000), 60_000));
        assertEquals(2, parts);
    }

    @Test
    void aSlowMachineIsGivenMoreTime() throws Exception {
        assertTrue(warmUp.untilSettled(load(6_000), 60_000));
        assertEquals(10, parts);
    }

    @Test
    void goesOnWhileSomethingIsCompiled() throws Exception {
        compiling = 50_000_000;
        WarmUp.Load load = load(30_000);
        assertTrue(
                warmUp.untilSettled(
                        length -> {
                            // One quiet part between two that compile decides nothing.
                            compiling = parts == 4 || parts > 6 ? 0 : 50_000_000;
                            return load.run(length);
                        },
                        60_000));
        assertEquals(9, parts);
    }

    @Test
    void endsWithTheTimeInAnyCase() throws Exception {
        compiling = 50_000_000;
        assertFalse(warmUp.untilSettled(load(30_000), 60_000));
        assertEquals(MOST, loaded);
    }

    @Test
    void aCompilerThatEndedDoesNotCompile() throws Exception {
        compiling = -5_000_000;
        assertTrue(warmUp.untilSettled(load(30_000), 60_000));
        assertEquals(2, parts);
    }

    @Test
    void connectionsAreCountedWithinTheirShare() throws Exception {
        warmUp.untilCounted(load(400), 1_000, 0.25);
        assertEquals(3, parts);
        warmUp.untilCounted(load(1), 1_000, 0.25);
        assertEquals(Duration.ofMillis(750).plus(MOST.dividedBy(4)), loaded);
        assertFalse(warmUp.untilSettled(load(1), 1_000));
        assertEquals(MOST, loaded, "all parts share the time");
    }

    @Test
    void aServerThatFailsEndsIt() {
        var failure =
                assertThrows(
                        IOException.class,
                        () -> warmUp.untilSettled(length -> slice(5, 1, length), 60_000));
        assertEquals("lost", failure.getMessage());
    }

    @Test
    void whatWarmingTakesIsLearnt() {
        var timetable =
                new Timetable(
                        Duration.ofMillis(500),
                        Duration.ZERO,
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(2),
                        5);
        var pace = new WarmUpPace(timetable);
        assertEquals(Duration.ofSeconds(4), pace.next(0));
        assertEquals(Duration.ofSeconds(1), pace.next(3));
        for (int i = 0; i < 9; i++) {
            pace.took(0, Duration.ofSeconds(2));
        }
        // Nine that took half, and one to begin with that took the whole.
        assertEquals(Duration.ofMillis(2_200), pace.next(0));
        assertEquals(Duration.ofMillis(550), pace.next(1));
    }
}
