package weft.testkit.trace;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.spi.BackendProvider;
import weft.testkit.simulation.Seeds;
import weft.testkit.simulation.SimulatedBackend;
import weft.testkit.simulation.SimulatedEventLoopProvider;
import weft.testkit.simulation.Simulation;

/** Replays the traces in memory. Time passes only where a trace says so. */
@ExtendWith(Seeds.class)
abstract class SimulatedTraces extends TraceContract {
    private final long mostLatencyNanos;

    SimulatedTraces(long mostLatencyNanos) {
        this.mostLatencyNanos = mostLatencyNanos;
    }

    /** Describes the network. Messages must arrive in one piece: what is cut up differs anyway. */
    abstract Simulation simulation();

    @Override
    protected BackendProvider provider() {
        return new SimulatedEventLoopProvider(
                simulation().iterationNanos(0).latency(0, mostLatencyNanos));
    }

    @Override
    protected TraceReplay replay() {
        return TraceReplay.inVirtualTime(
                backend ->
                        new SimulatedPeers(
                                ((SimulatedBackend) backend).network(), mostLatencyNanos));
    }
}
