package weft.testkit;

import weft.testkit.simulation.SimulatedDescriptor;
import weft.testkit.simulation.SimulatedNetwork;

import java.io.IOException;
import java.util.List;

/** Makes connections of the simulated network of which the backend gets one end. */
final class SimulatedPairs {
    private SimulatedPairs() {}

    static BackendContract.OutsidePair sockets(SimulatedNetwork network) throws IOException {
        List<SimulatedDescriptor> ends = network.newSocketPair();
        return pair(ends.get(0), ends.get(1));
    }

    static BackendContract.OutsidePair readablePipe(SimulatedNetwork network) throws IOException {
        List<SimulatedDescriptor> ends = network.newPipePair();
        return pair(ends.get(0), ends.get(1));
    }

    static BackendContract.OutsidePair writablePipe(SimulatedNetwork network) throws IOException {
        List<SimulatedDescriptor> ends = network.newPipePair();
        return pair(ends.get(1), ends.get(0));
    }

    private static BackendContract.OutsidePair pair(
            SimulatedDescriptor inside, SimulatedDescriptor peer) {
        return new BackendContract.OutsidePair(inside, peer, inside::isOpen, inside);
    }
}
