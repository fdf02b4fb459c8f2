package weft.testkit.trace;

import weft.spi.Backend;
import weft.spi.Capability;
import weft.spi.DatagramEndpoint;
import weft.spi.Descriptor;
import weft.spi.ListenerEndpoint;
import weft.spi.SocketEndpoint;
import weft.spi.StreamEndpoint;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.util.Set;

/**
 * A backend on a virtual clock that counts its polls.
 *
 * <p>Facts this rests on: an iteration of the engine polls exactly once, so the number of polls
 * begun is the number of the iteration. Only a poll waits, so one that would sleep may move the
 * clock instead. It first gives real I/O a grace period, and the clock moves only when that passed
 * quietly; so a long timer is a barrier, before which whatever was in flight has arrived. A backend
 * that has virtual time itself needs no grace: it sleeps as told, and its clock moves.
 */
final class PacedBackend implements Backend {
    static final long TICK_NANOS = 1_000_000;

    // What arrives over the loopback arrives well within this, even on a busy machine; and a trace
    // with a dozen barriers is still quick.
    private static final long GRACE_NANOS = 5_000_000;

    // Long enough for 100 MiB through one connection of a busy machine.
    private static final long STUCK_NANOS = 10_000_000_000L;

    // Not zero, so that nobody takes the clock's origin for the start.
    private static final long START_NANOS = 1L << 40;

    private final Backend backend;
    private final boolean virtualTime;
    private final boolean awaitsInput;
    private final long startNanos;
    private volatile long shiftNanos;
    private volatile boolean woken;
    private int polls;

    /**
     * Wraps a backend.
     *
     * @param backend what does the work
     * @param virtualTime whether its clock is virtual
     * @param awaitsInput whether anything may arrive: if not, no poll really waits
     */
    PacedBackend(Backend backend, boolean virtualTime, boolean awaitsInput) {
        this.backend = backend;
        this.virtualTime = virtualTime;
        this.awaitsInput = awaitsInput;
        this.shiftNanos = virtualTime ? 0 : START_NANOS;
        this.startNanos = nanoTime();
    }

    /** Returns the number of polls begun. */
    int iteration() {
        return polls;
    }

    /** Returns the time since the start. */
    long ticks() {
        return Math.floorDiv(nanoTime() - startNanos, TICK_NANOS);
    }

    /** Returns the time on this clock that lies so many ticks after the start. */
    long deadlineNanos(int ticks) {
        return startNanos + ticks * TICK_NANOS;
    }

    /** Moves the clock, as if the running callback had been slow. Loop thread. */
    void advance(int ticks) {
        advanceNanos(ticks * TICK_NANOS);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop's thread only
    private void advanceNanos(long nanos) {
        shiftNanos = shiftNanos + nanos;
    }

    @Override
    public long nanoTime() {
        return virtualTime ? backend.nanoTime() + shiftNanos : shiftNanos;
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        polls++;
        if (timeoutNanos == 0) {
            return backend.poll(0);
        }
        if (timeoutNanos < 0) {
            return pollUntilSomething();
        }
        if (virtualTime) {
            return backend.poll(timeoutNanos);
        }
        int events = awaitsInput ? pollFor(GRACE_NANOS) : backend.poll(0);
        if (events == 0 && !takeWakeup()) {
            advanceNanos(timeoutNanos);
        }
        return events;
    }

    private int pollUntilSomething() throws IOException {
        int events;
        if (virtualTime) {
            long start = backend.nanoTime();
            do {
                events = backend.poll(STUCK_NANOS);
            } while (events == 0 && !woken && backend.nanoTime() - start < STUCK_NANOS);
        } else {
            events = pollFor(awaitsInput ? STUCK_NANOS : 0);
        }
        if (events == 0 && !takeWakeup()) {
            throw new IllegalStateException(
                    "stuck: nothing is ready, no timer is set and nothing arrives");
        }
        return events;
    }

    /** Polls until there is an event or a wake-up or the real time is up. */
    private int pollFor(long nanos) throws IOException {
        long deadline = System.nanoTime() + nanos;
        long left = nanos;
        int events = backend.poll(left);
        while (events == 0 && !woken && left > 0) {
            left = Math.max(0, deadline - System.nanoTime());
            events = backend.poll(left);
        }
        return events;
    }

    private boolean takeWakeup() {
        boolean taken = woken;
        woken = false;
        return taken;
    }

    @Override
    public void wakeup() {
        woken = true;
        backend.wakeup();
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public Set<Capability> capabilities() {
        return backend.capabilities();
    }

    @Override
    public boolean pollsOnPlatformThread() {
        // In virtual time no poll waits, so it may run on a virtual thread. Polls on either sort of
        // thread have to give the same traces.
        return !virtualTime && backend.pollsOnPlatformThread();
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) throws IOException {
        return backend.openStream(family);
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) throws IOException {
        return backend.openListener(family);
    }

    @Override
    public DatagramEndpoint openDatagram(ProtocolFamily family) throws IOException {
        return backend.openDatagram(family);
    }

    @Override
    public StreamEndpoint adoptStream(Descriptor descriptor) throws IOException {
        return backend.adoptStream(descriptor);
    }

    @Override
    public ListenerEndpoint adoptListener(Descriptor descriptor) throws IOException {
        return backend.adoptListener(descriptor);
    }

    @Override
    public DatagramEndpoint adoptDatagram(Descriptor descriptor) throws IOException {
        return backend.adoptDatagram(descriptor);
    }

    @Override
    public SocketEndpoint borrowSocket(Descriptor descriptor) throws IOException {
        return backend.borrowSocket(descriptor);
    }

    @Override
    public StreamEndpoint adoptPipe(Descriptor descriptor) throws IOException {
        return backend.adoptPipe(descriptor);
    }

    @Override
    public WatchEndpoint watch(Descriptor descriptor, int operations, WatchEvents events)
            throws IOException {
        return backend.watch(descriptor, operations, events);
    }

    @Override
    public void close() {
        backend.close();
    }
}
