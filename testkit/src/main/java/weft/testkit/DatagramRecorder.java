package weft.testkit;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;
import weft.spi.DatagramEndpoint;
import weft.spi.DatagramEvents;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Records the events of a datagram endpoint, and what it received. */
public final class DatagramRecorder extends EventRecorder implements DatagramEvents {
    private final DatagramEndpoint endpoint;
    private final List<String> texts = new ArrayList<>();
    private final List<@Nullable SocketAddress> senders = new ArrayList<>();
    private int sent;

    /**
     * Creates a recorder and attaches it.
     *
     * @param driver the driver
     * @param endpoint the endpoint
     */
    public DatagramRecorder(BackendDriver driver, DatagramEndpoint endpoint) {
        super(driver);
        this.endpoint = endpoint;
        endpoint.attach(this);
    }

    @Override
    public DatagramEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Returns the payloads received so far, as ASCII.
     *
     * @return a copy, in order
     */
    public List<String> texts() {
        return List.copyOf(texts);
    }

    /**
     * Returns who sent a datagram.
     *
     * @param index counted from 0
     * @return the sender's address, or null if it has none
     */
    public @Nullable SocketAddress sender(int index) {
        return senders.get(index);
    }

    /**
     * Counts the datagrams that pending sends took.
     *
     * @return how many
     */
    public int sent() {
        return sent;
    }

    @Override
    public void onReceived(Chunk chunk, @Nullable SocketAddress remote) {
        ByteBuffer view = chunk.buffer();
        if (view.position() != 0 || view.capacity() != view.remaining()) {
            driver().violation("a view of more than was received, " + view + ", on " + this);
        }
        texts.add(StandardCharsets.US_ASCII.decode(view).toString());
        senders.add(remote);
        chunk.release();
        happened("received " + texts.get(texts.size() - 1).length());
    }

    @Override
    public void onSent(int datagrams) {
        sent += datagrams;
        happened("sent " + datagrams);
    }
}
