package weft.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The scenarios that have a name on the command line. */
final class Workloads {
    /** What a full run measures: few and many connections, small and large messages, pipelining. */
    static final List<Scenario> USUAL =
            List.of(
                    new Scenario(10, 1024, 1),
                    new Scenario(1000, 64, 1),
                    new Scenario(10, 100 * 1024, 1),
                    new Scenario(10, 10 * 1024, 1),
                    new Scenario(100, 128, 16),
                    Scenario.reconnecting(64));

    /** The first three of {@link #USUAL}: the ones that tell most. */
    static final List<Scenario> QUICK = USUAL.subList(0, 3);

    /**
     * What docs/claims.md is about: few connections that are always busy, many busy ones, and few
     * busy ones beside many that are idle, which is where facilities differ.
     */
    private static final List<Scenario> CLAIMS =
            List.of(
                    new Scenario(10, 1024, 1),
                    new Scenario(10, 64, 16),
                    new Scenario(1000, 64, 1),
                    new Scenario(10, 64, 1).besideIdle(1_000),
                    new Scenario(10, 64, 1).besideIdle(9_000));

    private static final SequencedMap<String, List<Scenario>> NAMED = named();

    private Workloads() {}

    private static SequencedMap<String, List<Scenario>> named() {
        var named = new LinkedHashMap<String, List<Scenario>>();
        named.put("usual", USUAL);
        // As uvloop publishes it: three forked clients that block, then ten connections.
        named.put(
                "uvloop",
                List.of(
                        Scenario.blocking(3, 1000).counting(200_000),
                        new Scenario(10, 1024, 1),
                        new Scenario(10, 10 * 1024, 1),
                        new Scenario(10, 100 * 1024, 1)));
        var sizes = new ArrayList<Scenario>();
        for (int size = 64; size <= 1 << 20; size *= 4) {
            sizes.add(new Scenario(10, size, 1));
        }
        named.put("sizes", List.copyOf(sizes));
        var connections = new ArrayList<Scenario>();
        for (int count = 1; count <= 10_000; count *= 10) {
            connections.add(new Scenario(count, 64, 1));
        }
        named.put("connections", List.copyOf(connections));
        var pipelining = new ArrayList<Scenario>();
        for (int depth = 1; depth <= 64; depth *= 4) {
            pipelining.add(new Scenario(100, 128, depth));
        }
        named.put("pipelining", List.copyOf(pipelining));
        named.put("claims", CLAIMS);
        named.put("connect", List.of(Scenario.reconnecting(64)));
        named.put(
                "rate", List.of(Scenario.paced(100, 128, 5_000), Scenario.paced(100, 128, 20_000)));
        named.put("idle", List.of());
        return named;
    }

    /**
     * Returns the scenarios of a workload.
     *
     * @throws IllegalArgumentException if there is none of that name; the message lists them
     */
    static List<Scenario> named(String name) {
        List<Scenario> scenarios = NAMED.get(name);
        if (scenarios == null) {
            throw new IllegalArgumentException(
                    "unknown workload: " + name + " (known: " + String.join(", ", names()) + ")");
        }
        return scenarios;
    }

    static List<String> names() {
        return List.copyOf(NAMED.keySet());
    }
}
