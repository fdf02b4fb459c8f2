package weft.testkit.trace;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;
import weft.testkit.simulation.SimulatedBackend;
import weft.testkit.simulation.SimulatedDescriptor;
import weft.testkit.simulation.SimulatedNetwork;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;

/** Peers on the simulated network of a backend, connected through a backend of their own. */
final class SimulatedPeers implements TracePeers {
    private final SimulatedNetwork network;
    private final SimulatedBackend backend;
    private final long mostLatencyNanos;

    SimulatedPeers(SimulatedNetwork network, long mostLatencyNanos) {
        this.network = network;
        this.backend = network.newBackend();
        this.mostLatencyNanos = mostLatencyNanos;
    }

    @Override
    public Peer connect(SocketAddress server) throws IOException {
        StreamEndpoint endpoint = backend.openStream(StandardProtocolFamily.INET);
        Connecting connecting = new Connecting();
        endpoint.attach(connecting);
        endpoint.connect(server);
        backend.poll(mostLatencyNanos);
        connecting.throwUnlessConnected(server);
        return new SimulatedPeer(endpoint, (SimulatedDescriptor) endpoint.descriptor());
    }

    @Override
    public void settle() {
        network.advance(mostLatencyNanos);
    }

    private static final class Connecting implements StreamEvents {
        private boolean connected;
        private @Nullable IOException failure;

        void throwUnlessConnected(SocketAddress server) throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (!connected) {
                throw new SocketTimeoutException("connect to " + server + " does not end");
            }
        }

        @Override
        public void onConnected() {
            connected = true;
        }

        @Override
        public void onFailure(Operation operation, IOException cause) {
            failure = cause;
        }

        @Override
        public void onReceived(Chunk chunk) {
            throw new IllegalStateException("not receiving");
        }

        @Override
        public void onReceivedInto(int bytes) {
            throw new IllegalStateException("not receiving");
        }

        @Override
        public void onEndOfStream() {
            throw new IllegalStateException("not receiving");
        }

        @Override
        public void onSent(long bytes) {
            throw new IllegalStateException("not sending");
        }

        @Override
        public void onClosed() {}
    }

    private record SimulatedPeer(StreamEndpoint endpoint, SimulatedDescriptor descriptor)
            implements Peer {
        @Override
        public void send(ByteBuffer data) throws IOException {
            descriptor.write(data);
            if (data.hasRemaining()) {
                throw new EOFException("no room for the last " + data.remaining() + " bytes");
            }
        }

        @Override
        public void shutdownOutput() throws IOException {
            endpoint.shutdownOutput();
        }

        @Override
        public void receive(ByteBuffer target) throws IOException {
            int bytes = 1;
            while (target.hasRemaining() && bytes > 0) {
                bytes = descriptor.read(target);
            }
            if (bytes == 0) {
                throw new EOFException("the last " + target.remaining() + " bytes are not there");
            }
        }

        @Override
        public void reset() throws IOException {
            endpoint.setOption(StandardSocketOptions.SO_LINGER, 0);
            endpoint.close();
        }

        @Override
        public void close() {
            endpoint.close();
        }
    }
}
