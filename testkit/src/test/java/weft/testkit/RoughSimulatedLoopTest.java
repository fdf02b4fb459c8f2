package weft.testkit;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.spi.EventLoopProvider;
import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.SimulatedEventLoopProvider;
import weft.testkit.simulation.Simulation;

/** The loop's contract where everything takes its time and transfers are short. */
@ExtendWith(Seeds.class)
final class RoughSimulatedLoopTest extends LoopContract {
    @Override
    protected EventLoopProvider provider() {
        return new SimulatedEventLoopProvider(Simulation.rough(Seeds.current()));
    }
}
