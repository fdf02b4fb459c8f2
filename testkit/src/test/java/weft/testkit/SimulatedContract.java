package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.spi.Backend;
import weft.spi.BackendProvider;
import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.SimulatedBackend;
import weft.testkit.simulation.SimulatedEventLoopProvider;
import weft.testkit.simulation.SimulatedNetwork;
import weft.testkit.simulation.Simulation;

import java.io.IOException;
import java.util.Optional;

/** The contract on a simulated network, whose descriptors are counted like the system's. */
@ExtendWith(Seeds.class)
abstract class SimulatedContract extends BackendContract {
    private SimulatedNetwork network;

    abstract Simulation simulation();

    @Override
    protected final BackendProvider provider() {
        if (network == null) {
            network = simulation().newNetwork();
        }
        return new SimulatedEventLoopProvider(network);
    }

    @Override
    protected final long outstanding(Backend backend) {
        return ((SimulatedBackend) backend).outstanding();
    }

    @AfterEach
    final void noDescriptorIsLeft() {
        driver().close();
        assertEquals(0, network.openDescriptors(), "simulated descriptors left open");
    }

    @Override
    public final OutsidePair openSocketPair() throws IOException {
        return SimulatedPairs.sockets(network);
    }

    @Override
    public final Optional<OutsidePair> openBlockingSocketPair() {
        return Optional.empty();
    }

    @Override
    public final OutsidePair openReadablePipe() throws IOException {
        return SimulatedPairs.readablePipe(network);
    }

    @Override
    public final OutsidePair openWritablePipe() throws IOException {
        return SimulatedPairs.writablePipe(network);
    }
}
