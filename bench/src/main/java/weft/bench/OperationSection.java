package weft.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Single operations of this project beside CPython's. The speed of a shared machine changes between
 * two runs by more than most changes of a program do, so that nanoseconds of different runs cannot
 * be compared; each figure here has CPython's from just before and just after it. Not thread-safe.
 */
final class OperationSection {
    private final List<OperationPeer> peers;
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final JsonArray rows = new JsonArray();

    OperationSection(List<OperationPeer> peers) {
        this.peers = List.copyOf(peers);
    }

    /** Notes why a peer gave no figures; the first reason counts. */
    void fail(OperationPeer peer, String reason) {
        problems.putIfAbsent(peer.name(), reason);
    }

    /**
     * Adds an operation on one loop.
     *
     * @param own nanoseconds of one in each iteration
     * @param around the same of each peer, by its name, from the rounds before and after
     */
    void add(Operation operation, String loop, List<Double> own, Map<String, List<Double>> around) {
        var row = new JsonObject();
        row.addProperty("operation", operation.benchmark());
        row.addProperty("meaning", operation.meaning());
        row.addProperty("loop", loop);
        addFigure(row, "nanos", own);
        var others = new JsonArray();
        for (OperationPeer peer : peers) {
            List<Double> samples = around.getOrDefault(peer.name(), List.of());
            if (samples.isEmpty()) {
                continue;
            }
            var other = new JsonObject();
            other.addProperty("name", peer.name());
            addFigure(other, "nanos", samples);
            addFigure(other, "ratio", ratios(own, samples));
            others.add(other);
        }
        row.add("peers", others);
        rows.add(row);
    }

    /** Returns the ratio of every figure to every figure: its spread is that of both sides. */
    static List<Double> ratios(List<Double> own, List<Double> others) {
        var ratios = new ArrayList<Double>();
        for (double one : own) {
            for (double other : others) {
                ratios.add(one / other);
            }
        }
        return ratios;
    }

    private static void addFigure(JsonObject object, String name, Collection<Double> samples) {
        object.addProperty(name, Statistics.median(samples));
        object.addProperty(name + "FirstQuartile", Statistics.quantile(samples, 0.25));
        object.addProperty(name + "ThirdQuartile", Statistics.quantile(samples, 0.75));
        var each = new JsonArray();
        samples.forEach(each::add);
        if (!name.equals("ratio")) {
            object.add("samples", each);
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    JsonObject json() {
        var object = new JsonObject();
        var versions = new JsonObject();
        var absent = new JsonArray();
        for (OperationPeer peer : peers) {
            if (peer.absent().isEmpty()) {
                versions.addProperty(peer.name(), peer.version());
            }
            String problem =
                    peer.absent().isEmpty()
                            ? problems.getOrDefault(peer.name(), "")
                            : "absent: " + peer.absent();
            if (!problem.isEmpty()) {
                var item = new JsonObject();
                item.addProperty("name", peer.name());
                item.addProperty("problem", problem);
                absent.add(item);
            }
        }
        object.add("versions", versions);
        object.add("rows", rows);
        object.add("absent", absent);
        return object;
    }
}
