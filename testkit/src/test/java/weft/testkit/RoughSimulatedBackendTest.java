package weft.testkit;

import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.Simulation;

/** The contract where transfers are short, completions shuffled, and everything takes its time. */
final class RoughSimulatedBackendTest extends SimulatedContract {
    @Override
    Simulation simulation() {
        return Simulation.rough(Seeds.current());
    }
}
