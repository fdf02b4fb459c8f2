package weft.testkit;

import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener of a {@link CountedBackend}, whose connections are counted as well. */
final class CountedListener extends CountedEndpoint<ListenerEndpoint> implements ListenerEndpoint {
    private final AtomicInteger lent;

    CountedListener(ListenerEndpoint endpoint, AtomicInteger lent) {
        super(endpoint);
        this.lent = lent;
    }

    @Override
    public void attach(ListenerEvents events) {
        endpoint.attach(new Events(events, lent));
    }

    @Override
    public void listen(SocketAddress local, int backlog) throws IOException {
        endpoint.listen(local, backlog);
    }

    @Override
    public void startAccept(int burst) {
        endpoint.startAccept(burst);
    }

    @Override
    public void stopAccept() {
        endpoint.stopAccept();
    }

    private record Events(ListenerEvents events, AtomicInteger lent) implements ListenerEvents {
        @Override
        public void onAccepted(StreamEndpoint endpoint) {
            events.onAccepted(new CountedStream(endpoint, lent));
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
