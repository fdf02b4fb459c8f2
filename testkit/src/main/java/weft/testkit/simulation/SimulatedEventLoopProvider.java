package weft.testkit.simulation;

import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;

/**
 * Supplies loops on simulated networks: each on one of its own, or all on the one given. Its rank
 * is negative, so it is used only where it is named.
 */
public final class SimulatedEventLoopProvider implements BackendProvider {
    private static final int NEVER_BY_DEFAULT = -1;

    private final java.util.function.Supplier<SimulatedNetwork> networks;

    /** Creates a provider whose backends have a calm network each, seeded from {@link Seeds}. */
    public SimulatedEventLoopProvider() {
        this.networks = () -> Simulation.calm(Seeds.current()).newNetwork();
    }

    /**
     * Creates a provider whose backends share a network.
     *
     * @param network the network
     */
    public SimulatedEventLoopProvider(SimulatedNetwork network) {
        this.networks = () -> network;
    }

    /**
     * Creates a provider whose backends have a network each.
     *
     * @param simulation describes the networks
     */
    public SimulatedEventLoopProvider(Simulation simulation) {
        this.networks = simulation::newNetwork;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public int priority() {
        return NEVER_BY_DEFAULT;
    }

    @Override
    public Availability availability() {
        return Availability.usable("in memory");
    }

    @Override
    public Backend newBackend() {
        return networks.get().newBackend();
    }
}
