package weft.testkit;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/** A stream of a {@link CountedBackend}. */
final class CountedStream extends CountedEndpoint<StreamEndpoint> implements StreamEndpoint {
    private final AtomicInteger lent;

    CountedStream(StreamEndpoint endpoint, AtomicInteger lent) {
        super(endpoint);
        this.lent = lent;
    }

    @Override
    public void attach(StreamEvents events) {
        endpoint.attach(new Events(events, lent));
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        endpoint.bind(local);
    }

    @Override
    public void connect(SocketAddress remote) {
        endpoint.connect(remote);
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return endpoint.remoteAddress();
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
    public int receive(ByteBuffer target) throws IOException {
        return endpoint.receive(target);
    }

    @Override
    public int send(ByteBuffer[] buffers, int count) throws IOException {
        return endpoint.send(buffers, count);
    }

    @Override
    public int sendQuietly(ByteBuffer[] buffers, int count) throws IOException {
        return endpoint.sendQuietly(buffers, count);
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        return endpoint.sendFile(file, position, count);
    }

    @Override
    public void shutdownOutput() throws IOException {
        endpoint.shutdownOutput();
    }

    private record Events(StreamEvents events, AtomicInteger lent) implements StreamEvents {
        @Override
        public void onConnected() {
            events.onConnected();
        }

        @Override
        public void onReceived(Chunk chunk) {
            events.onReceived(new CountedChunk(chunk, lent));
        }

        @Override
        public void onReceivedInto(int bytes) {
            events.onReceivedInto(bytes);
        }

        @Override
        public void onEndOfStream() {
            events.onEndOfStream();
        }

        @Override
        public void onSent(long bytes) {
            events.onSent(bytes);
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
