package weft.bench;

import java.util.Arrays;
import java.util.Collection;

/** Order statistics of a handful of figures; robust against the slices that a noisy machine spoils. */
final class Statistics {
    private Statistics() {}

    /** Returns the value that splits {@code values} in two; NaN when there are none. */
    static double median(Collection<Double> values) {
        return quantile(values, 0.5);
    }

    /** Returns the distance between the first and the third quartile; NaN when there are none. */
    static double interquartileRange(Collection<Double> values) {
        return quantile(values, 0.75) - quantile(values, 0.25);
    }

    /** Returns the given quantile, interpolated linearly between neighbours. */
    static double quantile(Collection<Double> values, double fraction) {
        if (fraction < 0 || fraction > 1) {
            throw new IllegalArgumentException("not a fraction: " + fraction);
        }
        if (values.isEmpty()) {
            return Double.NaN;
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        double position = fraction * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
