package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.testkit.simulation.Seeds;

/** The contract of generators, greenlets and publishers in memory. */
@ExtendWith(Seeds.class)
final class SimulatedGeneratorTest implements GeneratorContract {
    @Override
    public AbstractEventLoop newLoop() {
        return SimulatedLoops.newLoop();
    }
}
