package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

import java.util.List;

class RowTest {
    private static Slice slice(long requests, long cpuNanos) {
        var latency = new Histogram(3);
        latency.recordValueWithCount(1000, requests);
        return new Slice(requests, 0, "", 1_000_000_000, cpuNanos, 500_000_000, latency);
    }

    @Test
    void ratioIsToTheMeanOfTheNeighbours() {
        var row = new Row("contender");
        row.add(slice(100, 600), 4, 8); // 6 ns per request between 4 and 8
        assertEquals(List.of(1.0), row.ratios());
        row.add(slice(100, 1200), 4, 8);
        row.add(slice(100, 900), 4, 8);
        assertEquals(1.5, row.ratio());
        assertEquals(9.0, row.cpuNanosPerRequest());
        assertEquals(100.0, row.requestsPerSecond());
        assertEquals(0.5, row.clientLoad());
        assertEquals(300, row.requests());
        assertEquals(1000, row.latencyNanos(50));
    }

    @Test
    void aMachineThatSlowsDownForAllLeavesTheRatioAlone() {
        var row = new Row("contender");
        row.add(slice(100, 600), 5, 5);
        row.add(slice(100, 1200), 10, 10);
        assertEquals(List.of(1.2, 1.2), row.ratios());
        assertEquals(0.0, row.ratioSpread());
    }

    @Test
    void aSliceWithoutAnswersHasNoRatio() {
        var row = new Row("contender");
        row.add(slice(0, 600), 5, 5);
        assertTrue(row.ratios().isEmpty());
        assertTrue(Double.isNaN(row.ratio()));
    }

    @Test
    void theFirstErrorStaysAndAllAreCounted() {
        var row = new Row("contender");
        var latency = new Histogram(3);
        row.addErrors(new Slice(0, 2, "first", 1, 1, 1, latency));
        row.addErrors(new Slice(0, 3, "second", 1, 1, 1, latency));
        assertEquals(5, row.errors());
        assertEquals("first", row.problem());
    }

    @Test
    void aFailureCountsAsAnError() {
        var row = new Row("contender");
        row.fail("died");
        assertEquals(1, row.errors());
        assertEquals("absent: no such file", Row.absent("x", "no such file").problem());
    }
}
