package weft.testkit;

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
import java.util.concurrent.atomic.AtomicInteger;

/** A backend whose chunks are counted from their event to their last release. */
final class CountedBackend implements Backend {
    private final Backend backend;
    private final AtomicInteger lent;

    CountedBackend(Backend backend, AtomicInteger lent) {
        this.backend = backend;
        this.lent = lent;
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) throws IOException {
        return new CountedStream(backend.openStream(family), lent);
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) throws IOException {
        return new CountedListener(backend.openListener(family), lent);
    }

    @Override
    public DatagramEndpoint openDatagram(ProtocolFamily family) throws IOException {
        return new CountedDatagram(backend.openDatagram(family), lent);
    }

    @Override
    public StreamEndpoint adoptStream(Descriptor descriptor) throws IOException {
        return new CountedStream(backend.adoptStream(descriptor), lent);
    }

    @Override
    public ListenerEndpoint adoptListener(Descriptor descriptor) throws IOException {
        return new CountedListener(backend.adoptListener(descriptor), lent);
    }

    @Override
    public DatagramEndpoint adoptDatagram(Descriptor descriptor) throws IOException {
        return new CountedDatagram(backend.adoptDatagram(descriptor), lent);
    }

    @Override
    public StreamEndpoint adoptPipe(Descriptor descriptor) throws IOException {
        return new CountedStream(backend.adoptPipe(descriptor), lent);
    }

    @Override
    public SocketEndpoint borrowSocket(Descriptor descriptor) throws IOException {
        return backend.borrowSocket(descriptor); // receives into the caller's memory only
    }

    @Override
    public WatchEndpoint watch(Descriptor descriptor, int operations, WatchEvents events)
            throws IOException {
        return backend.watch(descriptor, operations, events);
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
        return backend.pollsOnPlatformThread();
    }

    @Override
    public long nanoTime() {
        return backend.nanoTime();
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        return backend.poll(timeoutNanos);
    }

    @Override
    public void wakeup() {
        backend.wakeup();
    }

    @Override
    public void close() {
        backend.close();
    }
}
