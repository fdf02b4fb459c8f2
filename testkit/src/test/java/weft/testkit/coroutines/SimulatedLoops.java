package weft.testkit.coroutines;

import weft.AbstractEventLoop;
import weft.core.CoreEngine;
import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.Simulation;

/** Makes loops in memory, whose clock jumps when everybody sleeps. */
final class SimulatedLoops {
    private SimulatedLoops() {}

    static AbstractEventLoop newLoop() {
        return new CoreEngine()
                .newEventLoop(Simulation.calm(Seeds.current()).newNetwork().newBackend());
    }
}
