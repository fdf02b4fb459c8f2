package weft.testkit;

import weft.spi.SocketEndpoint;
import weft.spi.SocketEvents;

/** Records the events of a borrowed socket. */
public final class SocketRecorder extends EventRecorder implements SocketEvents {
    private final SocketEndpoint endpoint;
    private int readable;
    private int writable;

    /**
     * Creates a recorder and attaches it.
     *
     * @param driver the driver
     * @param endpoint the endpoint
     */
    public SocketRecorder(BackendDriver driver, SocketEndpoint endpoint) {
        super(driver);
        this.endpoint = endpoint;
        endpoint.attach(this);
    }

    @Override
    public SocketEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Counts reports of readability.
     *
     * @return how many
     */
    public int readable() {
        return readable;
    }

    /**
     * Counts reports of writability.
     *
     * @return how many
     */
    public int writable() {
        return writable;
    }

    @Override
    public void onReadable() {
        readable++;
        happened("readable");
    }

    @Override
    public void onWritable() {
        writable++;
        happened("writable");
    }
}
