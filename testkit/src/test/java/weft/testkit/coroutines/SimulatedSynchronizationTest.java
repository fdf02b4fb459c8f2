package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.testkit.simulation.Seeds;

/** The contract of locks and queues in memory. */
@ExtendWith(Seeds.class)
final class SimulatedSynchronizationTest implements SynchronizationContract {
    @Override
    public AbstractEventLoop newLoop() {
        return SimulatedLoops.newLoopAlone();
    }
}
