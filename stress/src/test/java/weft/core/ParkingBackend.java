package weft.core;

import weft.spi.Backend;
import weft.spi.Capability;
import weft.spi.ListenerEndpoint;
import weft.spi.StreamEndpoint;

import java.net.ProtocolFamily;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** A backend that does nothing but sleep until it is woken: a lost wake-up is a hang. */
final class ParkingBackend implements Backend {
    private final Semaphore wakeups = new Semaphore(0);

    @Override
    public String name() {
        return "parking";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public boolean pollsOnPlatformThread() {
        return true; // a semaphore would unmount a virtual thread
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public int poll(long timeoutNanos) {
        if (timeoutNanos != 0) {
            wakeups.acquireUninterruptibly();
        }
        wakeups.drainPermits();
        return 0;
    }

    @Override
    public void wakeup() {
        wakeups.release();
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) {
        throw new UnsupportedOperationException("no network");
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) {
        throw new UnsupportedOperationException("no network");
    }

    @Override
    public void close() {}
}
