package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

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
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Drives an event loop on a {@link SimulatedNetwork}: nothing leaves the process and time is
 * virtual. A poll with nothing to deliver jumps the clock to whatever comes first, an arrival or
 * its own deadline; a poll without deadline and with nothing on its way waits for {@link #wakeup}.
 *
 * <p>Has every capability but three that mean nothing in memory: numbers and {@code java.nio}
 * channels of the real system cannot be taken over, and there is no abstract Unix name space. What
 * it adopts, borrows and watches are {@link SimulatedDescriptor}s.
 */
public final class SimulatedBackend implements Backend {
    private static final String NAME = "simulated";
    private static final Set<Capability> CAPABILITIES =
            Collections.unmodifiableSet(
                    EnumSet.complementOf(
                            EnumSet.of(
                                    Capability.RAW_DESCRIPTOR,
                                    Capability.CHANNEL_DESCRIPTOR,
                                    Capability.ABSTRACT_UNIX_ADDRESS)));

    final SimulatedNetwork network;
    final ChunkPool chunks;
    private final Set<SimulatedEndpoint> endpoints = new LinkedHashSet<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private long deadlineNanos;
    private long polls;
    private boolean polling;
    private boolean closed;
    volatile @Nullable Thread waiter;

    SimulatedBackend(SimulatedNetwork network) {
        this.network = network;
        this.chunks = new ChunkPool(network.settings.chunkBytes);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    /** {@inheritDoc} It has: with several loops a poll waits for its turn by blocking. */
    @Override
    public boolean pollsOnPlatformThread() {
        return true;
    }

    @Override
    public long nanoTime() {
        return network.nowNanos();
    }

    /**
     * Returns the network.
     *
     * @return the network this backend was made by
     */
    public SimulatedNetwork network() {
        return network;
    }

    /**
     * Counts the chunks that were handed out and not released yet.
     *
     * @return how many
     */
    public int outstanding() {
        return chunks.outstanding();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if nothing can ever happen any more and the simulation is set
     *     to fail then; if called from inside an event; if the backend is closed
     */
    @Override
    public int poll(long timeoutNanos) throws IOException {
        requireOpen();
        if (polling) {
            throw new IllegalStateException("poll from inside an event");
        }
        if (polls > 0) {
            // Not in the first poll, which begins without a turn, at the same time as others.
            network.advance(network.settings.iterationNanos);
        }
        deadlineNanos = deadline(timeoutNanos);
        network.turns.await(this);
        woken.set(false);
        polls++;
        polling = true;
        try {
            return deliver();
        } finally {
            polling = false;
        }
    }

    private long deadline(long timeoutNanos) {
        if (timeoutNanos < 0) {
            return SimulatedSocket.NEVER;
        }
        long sum = network.nowNanos() + timeoutNanos;
        return sum < 0 ? SimulatedSocket.NEVER : sum;
    }

    private int deliver() {
        List<SimulatedEndpoint> ready = new ArrayList<>();
        for (SimulatedEndpoint endpoint : endpoints) {
            if (endpoint.nextEventNanos() <= network.nowNanos() || endpoint.hasHeldReport()) {
                ready.add(endpoint);
            }
        }
        if (network.settings.shuffled) {
            Collections.shuffle(ready, network.random());
        }
        int events = 0;
        for (SimulatedEndpoint endpoint : ready) {
            if (closed) {
                break; // closed by a receiver
            }
            events += endpoint.deliver();
        }
        return events;
    }

    @Override
    public void wakeup() {
        woken.set(true);
        Thread sleeping = waiter;
        if (sleeping != null) {
            java.util.concurrent.locks.LockSupport.unpark(sleeping);
        }
    }

    boolean isWoken() {
        return woken.get();
    }

    /** Returns when this backend has something to do, its own deadline included. */
    long nextTurnNanos() {
        long next = deadlineNanos;
        for (SimulatedEndpoint endpoint : endpoints) {
            next = Math.min(next, endpoint.nextEventNanos());
        }
        return next;
    }

    /**
     * Numbers the polls, so that an endpoint can tell a later one from the one it was closed in.
     */
    long polls() {
        return polls;
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) throws IOException {
        return open(new SimulatedStreamSocket(network, checked(family)), SimulatedStream::new);
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) throws IOException {
        return open(new SimulatedListenerSocket(network, checked(family)), SimulatedListener::new);
    }

    @Override
    public DatagramEndpoint openDatagram(ProtocolFamily family) throws IOException {
        return open(new SimulatedDatagramSocket(network, checked(family)), SimulatedDatagram::new);
    }

    @Override
    public StreamEndpoint adoptStream(Descriptor descriptor) throws IOException {
        return add(new SimulatedStream(this, own(descriptor, SimulatedStreamSocket.class)));
    }

    @Override
    public ListenerEndpoint adoptListener(Descriptor descriptor) throws IOException {
        return add(new SimulatedListener(this, own(descriptor, SimulatedListenerSocket.class)));
    }

    @Override
    public DatagramEndpoint adoptDatagram(Descriptor descriptor) throws IOException {
        return add(new SimulatedDatagram(this, own(descriptor, SimulatedDatagramSocket.class)));
    }

    @Override
    public StreamEndpoint adoptPipe(Descriptor descriptor) throws IOException {
        return add(new SimulatedStream(this, own(descriptor, SimulatedStreamSocket.class)));
    }

    @Override
    public SocketEndpoint borrowSocket(Descriptor descriptor) throws IOException {
        return add(new SimulatedBorrowedSocket(this, foreign(descriptor)));
    }

    @Override
    public WatchEndpoint watch(Descriptor descriptor, int operations, WatchEvents events)
            throws IOException {
        SimulatedDescriptor watched = foreign(descriptor);
        return add(new SimulatedWatch(this, watched, operations, events));
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (SimulatedEndpoint endpoint : endpoints) {
            endpoint.abandon();
        }
        endpoints.clear();
        network.turns.retire();
    }

    void remove(SimulatedEndpoint endpoint) {
        endpoints.remove(endpoint);
    }

    SimulatedDescriptor describe(SimulatedSocket socket, String operation) throws IOException {
        return network.describe(socket, operation);
    }

    <E extends SimulatedEndpoint> E add(E endpoint) {
        endpoints.add(endpoint);
        return endpoint;
    }

    private interface Opening<E extends SimulatedEndpoint> {
        E open(SimulatedBackend backend, SimulatedDescriptor descriptor);
    }

    private <E extends SimulatedEndpoint> E open(SimulatedSocket socket, Opening<E> opening)
            throws IOException {
        requireOpen();
        return add(opening.open(this, describe(socket, "socket")));
    }

    private static ProtocolFamily checked(ProtocolFamily family) {
        if (!(family instanceof StandardProtocolFamily)) {
            throw new UnsupportedOperationException("the simulation has no family " + family);
        }
        return family;
    }

    private SimulatedDescriptor own(Descriptor descriptor, Class<? extends SimulatedSocket> type)
            throws IOException {
        requireOpen();
        if (descriptor instanceof Descriptor.OfNumber) {
            throw Capability.RAW_DESCRIPTOR.absentFrom(NAME);
        }
        if (descriptor instanceof Descriptor.OfChannel) {
            throw Capability.CHANNEL_DESCRIPTOR.absentFrom(NAME);
        }
        if (!(descriptor instanceof SimulatedDescriptor simulated)
                || simulated.socket().network != network) {
            throw new IOException(descriptor + " is not of this network");
        }
        if (!type.isInstance(simulated.socket())) {
            throw new IOException(descriptor + " is no " + type.getSimpleName());
        }
        return simulated;
    }

    /** Returns a descriptor that no open endpoint of this backend owns. */
    private SimulatedDescriptor foreign(Descriptor descriptor) throws IOException {
        SimulatedDescriptor wanted = own(descriptor, SimulatedSocket.class);
        for (SimulatedEndpoint endpoint : endpoints) {
            if (endpoint.descriptor == wanted && endpoint.ownsDescriptor() && endpoint.isOpen()) {
                throw new IllegalStateException(
                        wanted + " is used by a transport or a server of this loop");
            }
        }
        return wanted;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the simulated backend is closed");
        }
    }

    @Override
    public String toString() {
        return NAME + " backend, " + network.settings;
    }
}
