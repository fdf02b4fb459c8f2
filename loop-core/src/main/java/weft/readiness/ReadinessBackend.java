package weft.readiness;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;
import weft.spi.Capability;
import weft.spi.Descriptor;
import weft.spi.ListenerEndpoint;
import weft.spi.SocketEndpoint;
import weft.spi.StreamEndpoint;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.util.Objects;
import java.util.Set;

/**
 * Turns readiness into completions: the whole of a backend on a facility of the select(2) kind,
 * except for the waiting and the calls themselves, which a {@link Facility} supplies.
 *
 * <p>A poll goes like this:
 *
 * <ol>
 *   <li>tell the facility what is waited for now, where that changed;
 *   <li>wait, but not if something is due already: an outcome that was known at once, the rest of a
 *       bounded burst where edges are reported, an endpoint to report as closed;
 *   <li>deliver what became ready, by making the calls;
 *   <li>deliver what was due before the wait;
 *   <li>report as closed what was closed before the wait: the facility has let go of it by then.
 * </ol>
 *
 * <p>What an event submits or closes is therefore handled in a later poll.
 */
public final class ReadinessBackend implements Backend {
    /**
     * How much memory to receive into one loop takes at the most; what it lends beyond is copied.
     */
    private static final long MAXIMUM_POOLED_BYTES = 32L << 20;

    private final Facility facility;
    private final boolean edges;
    private final ChunkPool chunks = new ChunkPool(MAXIMUM_POOLED_BYTES);
    private final EndpointList changed = new EndpointList();
    private final EndpointList due = new EndpointList();
    private final EndpointList closing = new EndpointList();
    private @Nullable ReadinessEndpoint firstOpen;
    private int delivered;
    private boolean closed;

    /**
     * Creates a backend that owns a facility.
     *
     * @param facility what to wait with
     */
    public ReadinessBackend(Facility facility) {
        this.facility = facility;
        this.edges = facility.reportsEdges();
    }

    @Override
    public String name() {
        return facility.name();
    }

    @Override
    public Set<Capability> capabilities() {
        return facility.capabilities();
    }

    @Override
    public boolean pollsOnPlatformThread() {
        return facility.pollsOnPlatformThread();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        requireOpen();
        delivered = 0;
        for (int i = 0; i < changed.size(); i++) {
            changed.get(i).tellChange();
        }
        changed.removeFirst(changed.size());
        int dueBefore = due.size();
        int closingBefore = closing.size();
        facility.await(dueBefore + closingBefore == 0 ? timeoutNanos : 0);
        if (dueBefore > 0) {
            for (int i = 0; i < dueBefore; i++) {
                due.get(i).deliverDue();
            }
            due.removeFirst(dueBefore);
        }
        if (closingBefore > 0) {
            for (int i = 0; i < closingBefore; i++) {
                closing.get(i).deliverClosed();
            }
            closing.removeFirst(closingBefore);
        }
        return delivered;
    }

    @Override
    public void wakeup() {
        facility.wakeup();
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) throws IOException {
        requireOpen();
        StreamSocket socket;
        try {
            socket = facility.openStream(family);
        } catch (IOException e) {
            throw IoFailures.describe("socket", null, e);
        }
        return new ReadinessStream(this, socket, false);
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) throws IOException {
        requireOpen();
        ListenerSocket socket;
        try {
            socket = facility.openListener(family);
        } catch (IOException e) {
            throw IoFailures.describe("socket", null, e);
        }
        return new ReadinessListener(this, socket);
    }

    @Override
    public StreamEndpoint adoptStream(Descriptor descriptor) throws IOException {
        requireOpen();
        return new ReadinessStream(this, facility.adoptStream(descriptor), true);
    }

    @Override
    public ListenerEndpoint adoptListener(Descriptor descriptor) throws IOException {
        requireOpen();
        return new ReadinessListener(this, facility.adoptListener(descriptor));
    }

    @Override
    public StreamEndpoint adoptPipe(Descriptor descriptor) throws IOException {
        requireOpen();
        return new ReadinessStream(this, facility.adoptPipe(descriptor), true);
    }

    @Override
    public SocketEndpoint borrowSocket(Descriptor descriptor) throws IOException {
        requireOpen();
        return new ReadinessSocket(this, facility.borrowSocket(descriptor));
    }

    @Override
    public WatchEndpoint watch(Descriptor descriptor, int operations, WatchEvents events)
            throws IOException {
        requireOpen();
        Objects.requireNonNull(events, "events");
        WatchEndpoint.requireKnown(operations); // before anything is borrowed
        ReadinessWatch watch = new ReadinessWatch(this, facility.watch(descriptor), events);
        watch.watch(operations);
        return watch;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (ReadinessEndpoint e = firstOpen; e != null; e = e.nextOpen) {
            e.abandon();
        }
        firstOpen = null;
        facility.close();
    }

    /**
     * Counts the received chunks that were not released yet, for tests that look for leaks.
     *
     * @return how many chunks are lent
     */
    public int lentChunks() {
        return chunks.lentChunks();
    }

    ChunkPool chunks() {
        return chunks;
    }

    boolean reportsEdges() {
        return edges;
    }

    void countEvent() {
        delivered++;
    }

    void noteOpen(ReadinessEndpoint endpoint) {
        endpoint.nextOpen = firstOpen;
        if (firstOpen != null) {
            firstOpen.previousOpen = endpoint;
        }
        firstOpen = endpoint;
    }

    void noteChange(ReadinessEndpoint endpoint) {
        changed.add(endpoint);
    }

    void noteDue(ReadinessEndpoint endpoint) {
        due.add(endpoint);
    }

    void noteClosed(ReadinessEndpoint endpoint) {
        if (endpoint.previousOpen == null) {
            firstOpen = endpoint.nextOpen;
        } else {
            endpoint.previousOpen.nextOpen = endpoint.nextOpen;
        }
        if (endpoint.nextOpen != null) {
            endpoint.nextOpen.previousOpen = endpoint.previousOpen;
        }
        endpoint.previousOpen = null;
        endpoint.nextOpen = null;
        closing.add(endpoint);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the " + name() + " backend is closed");
        }
    }
}
