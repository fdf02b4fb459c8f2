package weft.testkit.trace;

import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.Simulation;

/** The traces where bytes travel, sends and closes take their time, and sockets report shuffled. */
final class BusySimulatedTraceTest extends SimulatedTraces {
    private static final long MOST_LATENCY_NANOS = 100_000;

    BusySimulatedTraceTest() {
        super(MOST_LATENCY_NANOS);
    }

    @Override
    Simulation simulation() {
        return Simulation.calm(Seeds.current()).shuffled(true).pendingSends(0.5).slowCloses(0.5);
    }
}
