package weft.testkit.trace;

import java.util.List;
import java.util.Set;

/**
 * A small program for an event loop, and the log that CPython produced when it ran it. Immutable.
 */
public final class Trace {
    private final String group;
    private final String name;
    private final Set<String> needs;
    private final boolean slow;
    private final boolean comparesIterations;
    private final List<Instruction> program;
    private final List<String> recorded;

    Trace(
            String group,
            String name,
            Set<String> needs,
            boolean slow,
            boolean comparesIterations,
            List<Instruction> program,
            List<String> recorded) {
        this.group = group;
        this.name = name;
        this.needs = Set.copyOf(needs);
        this.slow = slow;
        this.comparesIterations = comparesIterations;
        this.program = List.copyOf(program);
        this.recorded = List.copyOf(recorded);
    }

    /**
     * Reads the traces that come with the testkit.
     *
     * @return all of them, by group
     */
    public static List<Trace> all() {
        return TraceLibrary.ALL;
    }

    /**
     * Returns the name of the group.
     *
     * @return the group, such as {@code timers}
     */
    public String group() {
        return group;
    }

    /**
     * Returns the name of the scenario.
     *
     * @return the name, unique among all groups
     */
    public String name() {
        return name;
    }

    /**
     * Returns what the loop under test must offer.
     *
     * @return words of the trace format, such as {@code io}
     */
    public Set<String> needs() {
        return needs;
    }

    /**
     * Tells whether a replay takes longer than a quarter of a second.
     *
     * @return whether it moves much data
     */
    public boolean slow() {
        return slow;
    }

    /**
     * Tells whether events count as equal only in the same iteration.
     *
     * @return true unless only the order is recorded
     */
    public boolean comparesIterations() {
        return comparesIterations;
    }

    /**
     * Returns what CPython logged.
     *
     * @return the events in order, each with the number of its iteration in front if those are
     *     compared
     */
    public List<String> recorded() {
        return recorded;
    }

    List<Instruction> program() {
        return program;
    }

    @Override
    public String toString() {
        return group + "/" + name;
    }
}
