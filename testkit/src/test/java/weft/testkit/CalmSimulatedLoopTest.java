package weft.testkit;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.spi.EventLoopProvider;
import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.SimulatedEventLoopProvider;
import weft.testkit.simulation.Simulation;

/** The loop's contract where nothing takes time. */
@ExtendWith(Seeds.class)
final class CalmSimulatedLoopTest extends LoopContract {
    @Override
    protected EventLoopProvider provider() {
        return new SimulatedEventLoopProvider(Simulation.calm(Seeds.current()));
    }
}
