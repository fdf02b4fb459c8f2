package weft.bench;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** One line of the report: a contender in a scenario, slice by slice. Not thread-safe. */
final class Row {
    private final String name;
    private final List<Double> ratios = new ArrayList<>();
    private final List<Double> cpuNanos = new ArrayList<>();
    private final List<Double> requestsPerSecond = new ArrayList<>();
    private final List<Double> clientLoads = new ArrayList<>();
    private final List<Double> medianLatencies = new ArrayList<>();
    private final List<Double> tailLatencies = new ArrayList<>();
    private final Histogram latency = new Histogram(3);
    private long requests;
    private long errors;
    private String problem = "";
    private boolean compiling;

    Row(String name) {
        this.name = name;
    }

    /** A row for a contender that was not measured. */
    static Row absent(String name, String reason) {
        var row = new Row(name);
        row.problem = "absent: " + reason;
        return row;
    }

    /**
     * Adds a slice and its ratio to the two slices of the reference around it.
     *
     * @param before CPU time per request of the reference just before
     * @param after the same just after
     */
    void add(Slice slice, double before, double after) {
        double own = slice.cpuNanosPerRequest();
        double ratio = own / ((before + after) / 2);
        if (Double.isFinite(ratio)) {
            ratios.add(ratio);
        }
        addUncompared(slice);
    }

    /** Adds a slice of the reference itself. */
    void addUncompared(Slice slice) {
        double own = slice.cpuNanosPerRequest();
        if (Double.isFinite(own)) {
            cpuNanos.add(own);
        }
        requestsPerSecond.add(slice.requestsPerSecond());
        clientLoads.add(slice.clientLoad());
        latency.add(slice.latency());
        if (slice.latency().getTotalCount() > 0) {
            medianLatencies.add((double) slice.latency().getValueAtPercentile(50));
            tailLatencies.add((double) slice.latency().getValueAtPercentile(99));
        }
        requests += slice.requests();
        addErrors(slice);
    }

    /** Counts the errors of a slice that itself is not counted. */
    void addErrors(Slice slice) {
        errors += slice.errors();
        if (slice.errors() > 0 && problem.isEmpty()) {
            problem = slice.error();
        }
    }

    /** Says why the contender is out; what was measured before stays. */
    void fail(String reason) {
        problem = reason;
        errors = Math.max(errors, 1);
    }

    /** Says that the server's JVM had not compiled all it runs when its first slice began. */
    void markCompiling() {
        compiling = true;
    }

    boolean isCompiling() {
        return compiling;
    }

    String name() {
        return name;
    }

    /** Returns the ratio of every slice, in the order they were taken. */
    List<Double> ratios() {
        return List.copyOf(ratios);
    }

    /** Returns the median ratio of CPU time per request to the reference's; NaN without slices. */
    double ratio() {
        return Statistics.median(ratios);
    }

    double ratioSpread() {
        return Statistics.interquartileRange(ratios);
    }

    /** Returns the spread of each figure from slice to slice, by the name the report gives it. */
    SequencedMap<String, Double> spreads() {
        var spreads = new LinkedHashMap<String, Double>();
        spreads.put("cpuNanosPerRequest", Statistics.interquartileRange(cpuNanos));
        spreads.put("requestsPerSecond", Statistics.interquartileRange(requestsPerSecond));
        spreads.put("p50Nanos", Statistics.interquartileRange(medianLatencies));
        spreads.put("p99Nanos", Statistics.interquartileRange(tailLatencies));
        return spreads;
    }

    double cpuNanosPerRequest() {
        return Statistics.median(cpuNanos);
    }

    double requestsPerSecond() {
        return Statistics.median(requestsPerSecond);
    }

    double clientLoad() {
        return Statistics.median(clientLoads);
    }

    long latencyNanos(double percentile) {
        return latency.getValueAtPercentile(percentile);
    }

    int slices() {
        return requestsPerSecond.size();
    }

    long requests() {
        return requests;
    }

    long errors() {
        return errors;
    }

    /** Returns why the row has no figures, or what went wrong; empty when all was well. */
    String problem() {
        return problem;
    }
}
