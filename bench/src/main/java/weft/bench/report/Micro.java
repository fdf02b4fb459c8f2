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
 * @param low the same of the fastest iteration
 * @param high the same of the slowest
 */
record Micro(String name, double nanos, double low, double high) {
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
            classes.computeIfAbsent(words[words.length - 2], name -> new ArrayList<>())
                    .add(
                            new Micro(
                                    method + parameters(result),
                                    metric.get("score").getAsDouble() * unit,
                                    percentile(metric, "0.0") * unit,
                                    percentile(metric, "100.0") * unit));
        }
        classes.values().forEach(rows -> rows.sort(Comparator.comparingDouble(Micro::nanos)));
        return classes;
    }

    private static double percentile(JsonObject metric, String name) {
        return metric.getAsJsonObject("scorePercentiles").get(name).getAsDouble();
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
