package weft.testkit;

import weft.spi.Descriptor;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;

import java.io.IOException;

/** Watches a descriptor and records what it was ready for. */
public final class WatchRecorder extends EventRecorder implements WatchEvents {
    private final WatchEndpoint endpoint;
    private int reports;
    private int lastReady;

    /**
     * Creates a recorder and starts watching.
     *
     * @param driver the driver
     * @param descriptor what to watch
     * @param operations what for
     * @throws IOException if the backend refuses
     */
    @SuppressWarnings("this-escape") // the backend calls back inside poll only
    public WatchRecorder(BackendDriver driver, Descriptor descriptor, int operations)
            throws IOException {
        super(driver);
        this.endpoint = driver.backend().watch(descriptor, operations, this);
    }

    @Override
    public WatchEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Counts reports.
     *
     * @return how many
     */
    public int reports() {
        return reports;
    }

    /**
     * Returns what the last report said.
     *
     * @return a union of {@link WatchEndpoint#READ} and {@link WatchEndpoint#WRITE}
     */
    public int lastReady() {
        return lastReady;
    }

    @Override
    public void onReady(int operations) {
        reports++;
        lastReady = operations;
        happened("ready " + operations);
    }
}
