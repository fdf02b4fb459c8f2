package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.testkit.simulation.Seeds;

/** The contract of running in memory. */
@ExtendWith(Seeds.class)
final class SimulatedRunningTest implements RunningContract {
    @Override
    public AbstractEventLoop newLoop() {
        return SimulatedLoops.newLoop();
    }
}
