package weft.testkit;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;
import weft.spi.DatagramEndpoint;
import weft.spi.DatagramEvents;
import weft.spi.Operation;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A datagram socket of a {@link CountedBackend}. */
final class CountedDatagram extends CountedEndpoint<DatagramEndpoint> implements DatagramEndpoint {
    private final AtomicInteger lent;

    CountedDatagram(DatagramEndpoint endpoint, AtomicInteger lent) {
        super(endpoint);
        this.lent = lent;
    }

    @Override
    public void attach(DatagramEvents events) {
        endpoint.attach(new Events(events, lent));
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        endpoint.bind(local);
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        endpoint.connect(remote);
    }

    @Override
    public void startReceive() {
        endpoint.startReceive();
    }

    @Override
    public void stopReceive() {
        endpoint.stopReceive();
    }

    @Override
    public int send(ByteBuffer[] buffers, @Nullable SocketAddress[] remotes, int count)
            throws IOException {
        return endpoint.send(buffers, remotes, count);
    }

    private record Events(DatagramEvents events, AtomicInteger lent) implements DatagramEvents {
        @Override
        public void onReceived(Chunk chunk, @Nullable SocketAddress remote) {
            events.onReceived(new CountedChunk(chunk, lent), remote);
        }

        @Override
        public void onSent(int datagrams) {
            events.onSent(datagrams);
        }

        @Override
        public void onFailure(Operation operation, IOException cause) {
            events.onFailure(operation, cause);
        }

        @Override
        public void onClosed() {
            events.onClosed();
        }
    }
}
