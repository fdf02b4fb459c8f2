package weft.testkit;

import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.Simulation;

/** The contract where nothing takes time. */
final class CalmSimulatedBackendTest extends SimulatedContract {
    @Override
    Simulation simulation() {
        return Simulation.calm(Seeds.current());
    }
}
