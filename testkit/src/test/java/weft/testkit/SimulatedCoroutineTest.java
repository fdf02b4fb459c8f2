package weft.testkit;

import weft.spi.EventLoopProvider;
import weft.testkit.simulation.SimulatedEventLoopProvider;

/** The coroutines' contract on simulated loops. */
final class SimulatedCoroutineTest extends CoroutineContract {
    @Override
    protected EventLoopProvider provider() {
        return new SimulatedEventLoopProvider();
    }
}
