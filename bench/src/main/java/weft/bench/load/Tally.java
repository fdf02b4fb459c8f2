package weft.bench.load;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.HdrHistogram.Histogram;

import weft.bench.CpuTime;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What one command saw. Not thread-safe. */
final class Tally {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LoadOptions options;
    private final Histogram latency = new Histogram(3);
    private long requests;
    private long bytes;
    private long errors;
    private String error = "";
    private long elapsedNanos;
    private long serverNanos = -1;
    private long clientNanos;

    Tally(LoadOptions options) {
        this.options = options;
    }

    void answered(long latencyNanos) {
        requests++;
        latency.recordValue(Math.max(0, latencyNanos));
    }

    void received(int count) {
        bytes += count;
    }

    /** Counts an error; the first is kept in words. */
    void error(String message) {
        if (errors++ == 0) {
            error = message;
        }
    }

    long errors() {
        return errors;
    }

    /** Adds what another one counted. */
    void add(Tally other) {
        requests += other.requests;
        bytes += other.bytes;
        errors += other.errors;
        if (error.isEmpty()) {
            error = other.error;
        }
        latency.add(other.latency);
    }

    /** Starts counting anew, as after a warm-up; errors stay. */
    void restart() {
        requests = 0;
        bytes = 0;
        latency.reset();
        serverNanos = readServer();
        clientNanos = THREADS.getCurrentThreadCpuTime();
        elapsedNanos = System.nanoTime();
    }

    /** Ends the measured part that {@link #restart} began; returns the counts to keep. */
    Counts stop() {
        long server = readServer();
        serverNanos = server < 0 || serverNanos < 0 ? -1 : server - serverNanos;
        clientNanos = THREADS.getCurrentThreadCpuTime() - clientNanos;
        elapsedNanos = System.nanoTime() - elapsedNanos;
        return new Counts(requests, bytes, latency.copy());
    }

    /** What was counted at one moment. */
    record Counts(long requests, long bytes, Histogram latency) {}

    /** Returns the line that answers a command, with the given counts. */
    String toJson(String command, Counts counts) {
        var object = new JsonObject();
        object.addProperty("command", command);
        object.addProperty("connections", options.connections());
        object.addProperty("size", options.sizeBytes());
        object.addProperty("depth", options.depth());
        object.addProperty("requests", counts.requests());
        object.addProperty("bytes", counts.bytes());
        object.addProperty("errors", errors);
        object.addProperty("error", error);
        object.addProperty("elapsedNanos", elapsedNanos);
        object.addProperty("serverCpuNanos", serverNanos);
        object.addProperty("clientCpuNanos", clientNanos);
        var summary = new JsonObject();
        Histogram histogram = counts.latency();
        summary.addProperty("mean", (long) histogram.getMean());
        summary.addProperty("p50", histogram.getValueAtPercentile(50));
        summary.addProperty("p90", histogram.getValueAtPercentile(90));
        summary.addProperty("p99", histogram.getValueAtPercentile(99));
        summary.addProperty("p999", histogram.getValueAtPercentile(99.9));
        summary.addProperty("max", histogram.getMaxValue());
        object.add("latency", summary);
        var slots = new JsonArray();
        for (var value : histogram.recordedValues()) {
            var slot = new JsonArray();
            slot.add(value.getValueIteratedTo());
            slot.add(value.getCountAtValueIteratedTo());
            slots.add(slot);
        }
        object.add("histogram", slots);
        return object.toString();
    }

    private long readServer() {
        if (options.pid() == 0) {
            return -1;
        }
        try {
            return CpuTime.ofProcess(options.pid());
        } catch (IOException failure) {
            error("the server's CPU time is not known: " + failure.getMessage());
            return -1;
        }
    }
}
