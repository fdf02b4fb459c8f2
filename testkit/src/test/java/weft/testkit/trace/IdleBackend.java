package weft.testkit.trace;

import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;
import weft.spi.Capability;
import weft.spi.ListenerEndpoint;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A backend without I/O, which only sleeps and is woken. */
final class IdleBackend implements Backend {
    private final boolean pollsOnPlatformThread;
    private final Semaphore wakeups = new Semaphore(0);

    IdleBackend(boolean pollsOnPlatformThread) {
        this.pollsOnPlatformThread = pollsOnPlatformThread;
    }

    /** Supplies one that polls on the thread asked for. */
    record Provider(boolean pollsOnPlatformThread) implements BackendProvider {
        @Override
        public Backend newBackend() {
            return new IdleBackend(pollsOnPlatformThread);
        }

        @Override
        public String name() {
            return "idle";
        }

        @Override
        public int priority() {
            return -1;
        }

        @Override
        public Availability availability() {
            return Availability.usable("needs nothing");
        }
    }

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public boolean pollsOnPlatformThread() {
        return pollsOnPlatformThread;
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
            throw new IOException("interrupted while polling", e);
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
        throw new IOException("no I/O here");
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) throws IOException {
        throw new IOException("no I/O here");
    }

    @Override
    public void close() {}
}
