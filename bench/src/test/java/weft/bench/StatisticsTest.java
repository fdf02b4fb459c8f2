package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

class StatisticsTest {
    @Test
    void medianTakesTheMiddleOrTheMeanOfTheTwo() {
        assertEquals(3.0, Statistics.median(List.of(9.0, 1.0, 3.0)));
        assertEquals(2.5, Statistics.median(List.of(4.0, 1.0, 2.0, 3.0)));
        assertEquals(7.0, Statistics.median(List.of(7.0)));
    }

    @Test
    void oneSpoiledSliceDoesNotMoveTheMedian() {
        assertEquals(1.0, Statistics.median(List.of(1.0, 1.0, 1.0, 1.0, 50.0)));
    }

    @Test
    void quantilesAreInterpolated() {
        List<Double> values = List.of(10.0, 20.0, 30.0, 40.0);
        assertEquals(10.0, Statistics.quantile(values, 0));
        assertEquals(17.5, Statistics.quantile(values, 0.25));
        assertEquals(40.0, Statistics.quantile(values, 1));
        assertEquals(15.0, Statistics.interquartileRange(values));
    }

    @Test
    void noValuesHaveNoMedian() {
        assertTrue(Double.isNaN(Statistics.median(List.of())));
        assertThrows(IllegalArgumentException.class, () -> Statistics.quantile(List.of(1.0), 1.5));
    }
}
