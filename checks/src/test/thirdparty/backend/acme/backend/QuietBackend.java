package acme.backend;

import weft.spi.Backend;
import weft.spi.Capability;
import weft.spi.ListenerEndpoint;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits on a semaphore. */
final class QuietBackend implements Backend {
    private final Semaphore wakeups = new Semaphore(0);

    @Override
    public String name() {
        return "quiet";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public boolean pollsOnPlatformThread() {
        return true;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        try {
            if (timeoutNanos < 0) {
                wakeups.acquire();
            } else if (!wakeups.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
                return 0;
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        wakeups.drainPermits();
        return 0;
    }

    @Override
    public void wakeup() {
        wakeups.release();
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) throws IOException {
        throw new IOException("no network here");
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) throws IOException {
        throw new IOException("no network here");
    }

    @Override
    public void close() {}
}
