package weft.testkit.trace;

import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.Simulation;

/** The traces where nothing takes time. */
final class CalmSimulatedTraceTest extends SimulatedTraces {
    CalmSimulatedTraceTest() {
        super(0);
    }

    @Override
    Simulation simulation() {
        return Simulation.calm(Seeds.current());
    }
}
