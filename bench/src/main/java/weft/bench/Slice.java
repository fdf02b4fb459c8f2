package weft.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.HdrHistogram.Histogram;

/**
 * What a load generator counted in one short run against one server.
 *
 * @param requests messages that came back whole in the measured time
 * @param errors connections lost, wrong bytes, messages unanswered
 * @param error the first of them in words, empty without one
 * @param elapsedNanos the measured time
 * @param serverCpuNanos CPU time of the server's process meanwhile, -1 when not known
 * @param clientCpuNanos CPU time of the load generator meanwhile
 * @param latency nanoseconds from sending a message to its last byte coming back
 */
record Slice(
        long requests,
        long errors,
        String error,
        long elapsedNanos,
        long serverCpuNanos,
        long clientCpuNanos,
        Histogram latency) {
    /** Reads the line that both load generators print. */
    static Slice parse(String json) {
        JsonObject object = JsonParser.parseString(json).getAsJsonObject();
        var latency = new Histogram(3);
        for (JsonElement slot : object.getAsJsonArray("histogram")) {
            JsonArray pair = slot.getAsJsonArray();
            latency.recordValueWithCount(pair.get(0).getAsLong(), pair.get(1).getAsLong());
        }
        return new Slice(
                object.get("requests").getAsLong(),
                object.get("errors").getAsLong(),
                object.get("error").getAsString(),
                object.get("elapsedNanos").getAsLong(),
                object.get("serverCpuNanos").getAsLong(),
                object.get("clientCpuNanos").getAsLong(),
                latency);
    }

    /** Returns the server's CPU time for one request, NaN when nothing was answered. */
    double cpuNanosPerRequest() {
        return requests == 0 || serverCpuNanos < 0
                ? Double.NaN
                : (double) serverCpuNanos / requests;
    }

    double requestsPerSecond() {
        return elapsedNanos == 0 ? 0 : requests * 1e9 / elapsedNanos;
    }

    /** Returns the share of a core that the load generator used: near 1, it was the bottleneck. */
    double clientLoad() {
        return elapsedNanos == 0 ? 0 : (double) clientCpuNanos / elapsedNanos;
    }
}
