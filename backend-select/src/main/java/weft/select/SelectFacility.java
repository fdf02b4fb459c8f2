package weft.select;

import weft.readiness.BorrowedSocket;
import weft.readiness.Facility;
import weft.readiness.ListenerSocket;
import weft.readiness.Pollable;
import weft.readiness.StreamSocket;
import weft.spi.Capability;
import weft.spi.Descriptor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Waits with {@link Selector}.
 *
 * <p>Facts it rests on (java.nio.channels, JDK 21 to 25):
 *
 * <ul>
 *   <li>A selector reports levels. With an interest of 0 it reports nothing, not even an error.
 *   <li>Timeouts are milliseconds. They are rounded up, as asyncio's are, so a timer is never early
 *       and less than a millisecond late.
 *   <li>A cancelled key and a closed channel stay until the next selection, which is what {@link
 *       Pollable#close} allows. Registering the same channel again before that throws; it takes a
 *       selection in between, which may swallow a wake-up, so the wait after it does not wait.
 *   <li>While the thread's interrupt status is set, selections return at once. The wait clears it
 *       and returns, so that an interrupt is a wake-up and not a spinning loop.
 *   <li>Since JDK 24, a virtual thread that selects does so through other threads; hence {@link
 *       #pollsOnPlatformThread}.
 * </ul>
 */
final class SelectFacility implements Facility {
    static final String NAME = "select";

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Set<Capability> CAPABILITIES =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            Capability.UNIX_STREAM,
                            Capability.ADOPT,
                            Capability.CHANNEL_DESCRIPTOR,
                            Capability.WATCH,
                            Capability.SOCKET_CALLS,
                            Capability.SEND_FILE));

    private final Selector selector;
    private final Consumer<SelectionKey> report = SelectFacility::report;

    private final Set<SelectableChannel> owned = new HashSet<>();
    private final Set<SelectListener> wildcardListeners = new HashSet<>();
    private boolean wakeupMayBeLost;

    SelectFacility() throws IOException {
        selector = Selector.open();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public boolean pollsOnPlatformThread() {
        return true;
    }

    @Override
    public boolean reportsEdges() {
        return false;
    }

    @Override
    public void await(long timeoutNanos) throws IOException {
        int ready;
        if (timeoutNanos == 0 || wakeupMayBeLost) {
            wakeupMayBeLost = false;
            ready = selector.selectNow(report);
        } else if (timeoutNanos < 0) {
            ready = selector.select(report);
        } else {
            ready = selector.select(report, (timeoutNanos - 1) / NANOS_PER_MILLI + 1);
        }
        if (ready == 0) {
            Thread.interrupted();
        }
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public StreamSocket openStream(ProtocolFamily family) throws IOException {
        SocketChannel channel = SocketChannel.open(family);
        return stream(channel);
    }

    @Override
    public ListenerSocket openListener(ProtocolFamily family) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(family);
        channel.configureBlocking(false);
        return new SelectListener(this, channel, family);
    }

    @Override
    public StreamSocket adoptStream(Descriptor descriptor) throws IOException {
        if (!(channelOf(descriptor) instanceof SocketChannel channel)) {
            throw new IOException("not a stream socket: " + descriptor);
        }
        if (!channel.isConnected()) {
            throw new IOException("not connected: " + descriptor);
        }
        return stream(channel);
    }

    @Override
    public ListenerSocket adoptListener(Descriptor descriptor) throws IOException {
        if (!(channelOf(descriptor) instanceof ServerSocketChannel channel)) {
            throw new IOException("not a listening socket: " + descriptor);
        }
        SocketAddress local = channel.getLocalAddress();
        if (local == null) {
            throw new IOException("not bound: " + descriptor);
        }
        channel.configureBlocking(false);
        return new SelectListener(this, channel, familyOf(local));
    }

    @Override
    public BorrowedSocket borrowSocket(Descriptor descriptor) throws IOException {
        return new SelectSocket(this, free(descriptor));
    }

    @Override
    public Pollable watch(Descriptor descriptor) throws IOException {
        return new SelectPollable<>(this, free(descriptor));
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the selector: " + e.getMessage(), e);
        }
    }

    /** Registers a channel, flushing an earlier registration that was cancelled in this turn. */
    SelectionKey register(SelectableChannel channel, int interest, SelectPollable<?> pollable)
            throws IOException {
        SelectionKey old = channel.keyFor(selector);
        if (old != null) {
            if (old.isValid()) {
                throw new IOException("watched or borrowed already: " + channel);
            }
            selector.selectNow(key -> {});
            wakeupMayBeLost = true;
        }
        return channel.register(selector, interest, pollable);
    }

    /** Makes a connection ready for use, or closes it if that fails. */
    StreamSocket stream(SocketChannel channel) throws IOException {
        try {
            channel.configureBlocking(false);
            return new SelectStream(this, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Notes that a stream or a listener of the loop owns a channel. */
    void own(SelectableChannel channel) {
        owned.add(channel);
    }

    void disown(SelectableChannel channel) {
        owned.remove(channel);
    }

    /** Returns the open listeners on all addresses, which are few. */
    Set<SelectListener> wildcardListeners() {
        return wildcardListeners;
    }

    private static ProtocolFamily familyOf(SocketAddress local) {
        if (!(local instanceof InetSocketAddress inet)) {
            return StandardProtocolFamily.UNIX;
        }
        return inet.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }

    private static SelectableChannel channelOf(Descriptor descriptor) {
        if (descriptor instanceof Descriptor.OfChannel open) {
            return open.channel();
        }
        throw Capability.RAW_DESCRIPTOR.absentFrom(NAME);
    }

    /**
     * Returns the user's channel if it can be waited for and nobody does. What a stream or a
     * listener of the loop owns is seen by the channel. Nothing else could be, as descriptors by
     * number are refused here: two channels never share a descriptor.
     */
    private SelectableChannel free(Descriptor descriptor) throws IOException {
        SelectableChannel channel = channelOf(descriptor);
        if (!channel.isOpen()) {
            throw new IOException("the channel is closed: " + channel);
        }
        if (channel.isBlocking()) {
            throw new IllegalArgumentException(
                    "the channel is blocking, call configureBlocking(false): " + channel);
        }
        if (owned.contains(channel)) {
            throw new IllegalStateException(
                    "the channel is used by a transport or a server of this loop: " + channel);
        }
        SelectionKey key = channel.keyFor(selector);
        if (key != null && key.isValid()) {
            throw new IllegalStateException(
                    "this loop watches or borrows the channel already: " + channel);
        }
        return channel;
    }

    private static void report(SelectionKey key) {
        // An event delivered before this one may have closed the channel.
        if (key.isValid()) {
            ((SelectPollable<?>) key.attachment()).report(key.readyOps());
        }
    }
}
