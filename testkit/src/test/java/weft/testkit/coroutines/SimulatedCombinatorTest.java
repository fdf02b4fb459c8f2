package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.testkit.simulation.Seeds;

/** The contract of combinators in memory. */
@ExtendWith(Seeds.class)
final class SimulatedCombinatorTest implements CombinatorContract {
    @Override
    public AbstractEventLoop newLoop() {
        return SimulatedLoops.newLoopAlone();
    }
}
