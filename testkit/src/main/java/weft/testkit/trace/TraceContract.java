package weft.testkit.trace;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.spi.Availability;
import weft.spi.BackendProvider;
import weft.testkit.LeakCheck;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that the loop over a backend does everything in the order in which CPython's asyncio does
 * it: one test for each recorded trace.
 */
@ExtendWith(LeakCheck.class)
public abstract class TraceContract {
    /** Creates the suite. */
    protected TraceContract() {}

    /**
     * Supplies the backend under test.
     *
     * @return a provider that makes a fresh backend for each trace
     */
    protected abstract BackendProvider provider();

    /**
     * Supplies what runs the traces.
     *
     * @return a replay in the machine's time, unless overridden
     */
    protected TraceReplay replay() {
        return new TraceReplay();
    }

    /**
     * Names what the loop under test does not offer. Traces that need it are skipped, visibly.
     *
     * @return words of the trace format; none unless overridden
     */
    protected Set<String> absent() {
        return Set.of();
    }

    /**
     * Replays the quick traces.
     *
     * @return a test for each, by group
     */
    @TestFactory
    final Stream<DynamicContainer> traces() {
        return byGroup(false);
    }

    /**
     * Replays the traces that move much data.
     *
     * @return a test for each, by group
     */
    @TestFactory
    @Tag("slow")
    final Stream<DynamicContainer> slowTraces() {
        return byGroup(true);
    }

    private Stream<DynamicContainer> byGroup(boolean slow) {
        Map<String, List<Trace>> groups =
                Trace.all().stream()
                        .filter(trace -> trace.slow() == slow)
                        .collect(
                                Collectors.groupingBy(
                                        Trace::group, TreeMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .map(group -> dynamicContainer(group.getKey(), tests(group.getValue())));
    }

    private Stream<DynamicTest> tests(List<Trace> traces) {
        return traces.stream().map(trace -> dynamicTest(trace.name(), () -> check(trace)));
    }

    private void check(Trace trace) throws Exception {
        Availability availability = provider().availability();
        assumeTrue(availability.usable(), availability::reason);
        Set<String> missing = new TreeSet<>(trace.needs());
        missing.retainAll(absent());
        assumeTrue(missing.isEmpty(), () -> trace + " needs " + missing);
        TraceReplay.Outcome outcome = replay().run(trace, provider().newBackend());
        if (outcome.failure() != null || !outcome.log().equals(trace.recorded())) {
            fail(LogDifference.describe(trace, outcome.log()), outcome.failure());
        }
    }
}
