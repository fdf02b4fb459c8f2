package weft.testkit;

import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.StreamEndpoint;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Records the events of a listener, and the connections it accepted. */
public final class ListenerRecorder extends EventRecorder implements ListenerEvents {
    private final ListenerEndpoint endpoint;
    private final List<StreamEndpoint> accepted = new ArrayList<>();

    ListenerRecorder(BackendDriver driver, ListenerEndpoint endpoint) {
        super(driver);
        this.endpoint = endpoint;
    }

    @Override
    public ListenerEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Returns the address that is listened on.
     *
     * @return the address with the real port
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) Objects.requireNonNull(endpoint.localAddress());
    }

    /**
     * Returns the connections accepted so far.
     *
     * @return a copy, in order
     */
    public List<StreamEndpoint> accepted() {
        return List.copyOf(accepted);
    }

    @Override
    public void onAccepted(StreamEndpoint connection) {
        accepted.add(connection);
        happened("accepted");
    }
}
