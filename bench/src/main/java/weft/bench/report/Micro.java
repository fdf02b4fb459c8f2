package weft.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A figure of JMH's.
 *
 * @param name the method and its parameters
 * @param nanos the mean time of one operation
 * @param error half of its confidence interval of 99.9 per cent
 */
record Micro(String name, double nanos, double error) {
    private static final Map<String, Double> NANOS =
            Map.of("ns/op", 1.0, "us/op", 1e3, "ms/op", 1e6, "s/op", 1e9);

    /** Reads JMH's results, sorted by time within each class; figures that are no times are not. */
    static SequencedMap<String, List<Micro>> byClass(@Nullable JsonArray results) {
        var classes = new LinkedHashMap<String, List<Micro>>();
        if (results == null) {
            return classes;
        }
        for (JsonElement element : results) {
            JsonObject result = element.getAsJsonObject();
            JsonObject metric = result.getAsJsonObject("primaryMetric");
            Double unit = NANOS.get(metric.get("scoreUnit").getAsString());
            if (unit == null) {
                continue;
            }
            String[] words = result.get("benchmark").getAsString().split("\\.", -1);
            String method = words[words.length - 1];
            // JMH writes NaN as a string when there are too few samples for an interval.
            double error = metric.get("scoreError").getAsDouble();
            classes.computeIfAbsent(words[words.length - 2], name -> new ArrayList<>())
                    .add(
                            new Micro(
                                    method + parameters(result),
                                    metric.get("score").getAsDouble() * unit,
                                    Double.isFinite(error) ? error * unit : 0));
        }
        classes.values().forEach(rows -> rows.sort(Comparator.comparingDouble(Micro::nanos)));
        return classes;
    }

    private static String parameters(JsonObject result) {
        if (!result.has("params")) {
            return "";
        }
        var values = new ArrayList<String>();
        result.getAsJsonObject("params")
                .entrySet()
                .forEach(entry -> values.add(entry.getValue().getAsString()));
        return ", " + String.join(", ", values);
    }
}
