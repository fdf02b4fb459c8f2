package weft.testkit.coroutines;

import weft.AbstractEventLoop;
import weft.core.CoreEngine;
import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.Simulation;

/** Makes loops in memory, whose clock jumps when everybody sleeps. */
final class SimulatedLoops {
    private SimulatedLoops() {}

    /** Makes a loop that waits for other threads. */
    static AbstractEventLoop newLoop() {
        return newLoop(Simulation.calm(Seeds.current()));
    }

    /** Makes a loop that fails when it would wait for ever, since no other thread takes part. */
    static AbstractEventLoop newLoopAlone() {
        return newLoop(Simulation.calm(Seeds.current()).failOnDeadlock(true));
    }

    private static AbstractEventLoop newLoop(Simulation simulation) {
        return new CoreEngine().newEventLoop(simulation.newNetwork().newBackend());
    }
}
