package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.testkit.simulation.Seeds;

/** The contract of futures and tasks in memory. */
@ExtendWith(Seeds.class)
final class SimulatedFutureTest implements FutureContract {
    @Override
    public AbstractEventLoop newLoop() {
        return SimulatedLoops.newLoop();
    }
}
