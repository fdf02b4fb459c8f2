package weft.core;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;
import weft.spi.Capability;
import weft.spi.ListenerEndpoint;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * A backend that does what a test tells it, to see exactly what the engine asks of it and when. Its
 * clock stands still unless moved. The behaviour of the engine on a network is the business of the
 * contract suites.
 */
final class ScriptedBackend implements Backend {
    /** What the next poll delivers. */
    final Queue<Runnable> events = new ArrayDeque<>();

    /** What the next receives find there at once; an empty text is the end of the stream. */
    final Queue<String> present = new ArrayDeque<>();

    final List<ScriptedStream> streams = new ArrayList<>();
    final List<ScriptedListener> listeners = new ArrayList<>();
    final Set<InetSocketAddress> bound = new HashSet<>();
    final Set<ProtocolFamily> missingFamilies = new HashSet<>();
    final Set<String> unavailableHosts = new HashSet<>();

    /** What a stream that is opened from now on answers to a bind. */
    @Nullable IOException refuseBind;

    /** What is done with a stream that is opened. */
    Consumer<ScriptedStream> onOpen = stream -> {};

    /** Whether listening on {@code ::} takes IPv4 too, so that it clashes with 0.0.0.0. */
    boolean dualStack;

    /** What polls fail with from now on. */
    @Nullable IOException pollRefusal;

    boolean closed;
    long nowNanos;
    private final Semaphore wakeups = new Semaphore(0);

    void bind(InetSocketAddress address) throws IOException {
        if (unavailableHosts.contains(address.getHostString())) {
            throw new BindException("bind " + address + ": Cannot assign requested address");
        }
        boolean clash =
                dualStack
                        && address.getAddress() instanceof Inet6Address
                        && bound.stream().anyMatch(each -> each.getPort() == address.getPort());
        if (clash || !bound.add(address)) {
            throw new BindException("bind " + address + ": Address already in use");
        }
    }

    @Override
    public String name() {
        return "scripted";
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
        return nowNanos;
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        if (pollRefusal != null) {
            throw pollRefusal;
        }
        if (events.isEmpty() && timeoutNanos != 0) {
            // Only the thread of a look-up can still move anything.
            wakeups.acquireUninterruptibly();
        }
        wakeups.drainPermits();
        int count = events.size();
        for (int i = 0; i < count; i++) {
            events.remove().run();
        }
        return count;
    }

    @Override
    public void wakeup() {
        wakeups.release();
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) throws IOException {
        requireFamily(family);
        ScriptedStream stream = new ScriptedStream(this);
        stream.bindRefusal = refuseBind;
        streams.add(stream);
        onOpen.accept(stream);
        return stream;
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) throws IOException {
        requireFamily(family);
        ScriptedListener listener = new ScriptedListener(this);
        listeners.add(listener);
        return listener;
    }

    private void requireFamily(@Nullable ProtocolFamily family) throws IOException {
        if (missingFamilies.contains(family)) {
            throw new IOException("socket: Address family not supported by protocol");
        }
    }

    @Override
    public void close() {
        closed = true;
        events.clear();
    }
}
