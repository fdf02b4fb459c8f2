package weft.testkit;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.ProviderEventLoopPolicy;
import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.SimulatedEventLoopProvider;
import weft.testkit.simulation.Simulation;

/** The loop's contract where nothing takes time. */
@ExtendWith(Seeds.class)
final class CalmSimulatedLoopTest extends LoopContract {
    @Override
    protected AbstractEventLoop newEventLoop() {
        return ProviderEventLoopPolicy.newEventLoop(
                new SimulatedEventLoopProvider(Simulation.calm(Seeds.current())));
    }
}
