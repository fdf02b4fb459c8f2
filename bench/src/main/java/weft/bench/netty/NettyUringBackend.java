package weft.bench.netty;

import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;

import weft.linux.CallMemory;
import weft.linux.Constants;
import weft.linux.LibC;
import weft.linux.SocketCalls;
import weft.linux.SocketNames;
import weft.linux.SocketOptions;
import weft.linux.Sockets;
import weft.spi.Backend;
import weft.spi.Capability;
import weft.spi.Descriptor;
import weft.spi.ListenerEndpoint;
import weft.spi.StreamEndpoint;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.ProtocolFamily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The backend over Netty's io_uring handler. Accepting, connecting, receiving, sending, polling,
 * cancelling and closing are operations of the handler's ring; opening, binding, listening, names
 * and options are calls of {@code weft.linux}.
 *
 * <p>The handler submits what its handles submit while it delivers completions, and delivers again,
 * until nothing is left. So what events submit is queued here until the next poll: then one poll
 * delivers a bounded number of events, and enters the kernel once.
 */
final class NettyUringBackend implements Backend {
    static final String NAME = "netty-io_uring";

    private static final Set<Capability> CAPABILITIES =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            Capability.UNIX_STREAM,
                            Capability.ADOPT,
                            Capability.RAW_DESCRIPTOR,
                            Capability.WATCH));

    /** As in this project's own io_uring loop; more submissions are flushed on the way. */
    private static final int SUBMISSIONS = 1024;

    /** So many completions wait without spilling over, which is slow and which Netty logs. */
    private static final int COMPLETIONS = 16 * 1024;

    /** How long closing waits for cancelled operations. */
    private static final long DRAIN_NANOS = 1_000_000_000L;

    /** Backends whose operations did not end: memory the kernel may still write to. */
    private static final List<NettyUringBackend> UNFINISHED =
            Collections.synchronizedList(new ArrayList<>());

    private final Arena arena = Arena.ofAuto();
    private final LibC libc = new LibC();
    private final SocketCalls sockets = new SocketCalls();
    private final SocketNames names = new SocketNames(sockets, new CallMemory(arena));
    private final SocketOptions options = new SocketOptions(sockets, arena);
    private final Sockets descriptors = new Sockets(libc, sockets, options);
    private final NettyUringMemory memory;
    private final Set<NettyUringEndpoint> endpoints = new HashSet<>();
    private final List<NettyUringOperation> queued = new ArrayList<>();
    private final List<NettyUringOperation> cancelled = new ArrayList<>();
    private final List<NettyUringListener> backlog = new ArrayList<>();
    private final HandlerDriver driver;
    private int inFlight;
    private int events;
    private long polls;
    private boolean closed;

    NettyUringBackend(NettyUringMemory memory) throws IOException {
        this.memory = memory;
        driver =
                new HandlerDriver(
                        IoUringIoHandler.newFactory(
                                new IoUringIoHandlerConfig()
                                        .setRingSize(SUBMISSIONS)
                                        .setCqSize(COMPLETIONS)));
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
        // A call through JNI pins the virtual thread to its carrier, and that is the loop's thread.
        return false;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        requireOpen();
        polls++;
        events = 0;
        submitQueued();
        driver.run(backlog.isEmpty() ? timeoutNanos : 0);
        if (!backlog.isEmpty()) {
            backlog.removeIf(listener -> !listener.deliverBacklog());
        }
        return events;
    }

    private void submitQueued() {
        for (int i = 0; i < queued.size(); i++) {
            queued.get(i).submit();
        }
        queued.clear();
        for (int i = 0; i < cancelled.size(); i++) {
            cancelled.get(i).submitCancellation();
        }
        cancelled.clear();
    }

    void enqueue(NettyUringOperation operation) {
        queued.add(operation);
    }

    void enqueueCancellation(NettyUringOperation operation) {
        cancelled.add(operation);
    }

    /** Has a listener's waiting connections delivered in the next polls. */
    void addBacklog(NettyUringListener listener) {
        if (!backlog.contains(listener)) {
            backlog.add(listener);
        }
    }

    /** Counts an event for the result of the running poll. */
    void countEvent() {
        events++;
    }

    void countStarted() {
        inFlight++;
    }

    void countEnded() {
        inFlight--;
    }

    /** Returns how many polls there were. */
    long polls() {
        return polls;
    }

    IoRegistration register(NettyUringEndpoint endpoint) throws IOException {
        IoRegistration registration = driver.register(endpoint);
        endpoints.add(endpoint);
        return registration;
    }

    void forget(NettyUringEndpoint endpoint) {
        endpoints.remove(endpoint);
    }

    HandlerDriver driver() {
        return driver;
    }

    LibC libc() {
        return libc;
    }

    SocketCalls sockets() {
        return sockets;
    }

    SocketNames names() {
        return names;
    }

    SocketOptions options() {
        return options;
    }

    NettyUringMemory memory() {
        return memory;
    }

    @Override
    public void wakeup() {
        driver.wakeup();
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily protocolFamily) throws IOException {
        requireOpen();
        int family = Sockets.family(protocolFamily);
        return new NettyUringStream(this, newStreamSocket(family), family, null);
    }

    private int newStreamSocket(int family) throws IOException {
        int fd = descriptors.openStream(family, 0);
        if (fd < 0) {
            throw NettyUringEndpoint.failure(fd, "socket", null);
        }
        return fd;
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily protocolFamily) throws IOException {
        requireOpen();
        int family = Sockets.family(protocolFamily);
        int fd = newStreamSocket(family);
        // As in java.nio: a server can restart while old connections linger in TIME_WAIT.
        options.setInt(fd, Constants.SOL_SOCKET, Constants.SO_REUSEADDR, 1);
        return new NettyUringListener(this, fd, family);
    }

    @Override
    public StreamEndpoint adoptStream(Descriptor descriptor) throws IOException {
        requireOpen();
        int fd = NettyDescriptor.number(descriptor, NAME);
        descriptors.requireStream(fd, false);
        descriptors.makeNonBlocking(fd);
        return new NettyUringStream(this, fd, descriptors.family(fd), names.remote(fd));
    }

    @Override
    public ListenerEndpoint adoptListener(Descriptor descriptor) throws IOException {
        requireOpen();
        int fd = NettyDescriptor.number(descriptor, NAME);
        descriptors.requireStream(fd, true);
        descriptors.makeNonBlocking(fd);
        return new NettyUringListener(this, fd, descriptors.family(fd));
    }

    @Override
    public WatchEndpoint watch(Descriptor descriptor, int operations, WatchEvents receiver)
            throws IOException {
        requireOpen();
        int fd = NettyDescriptor.number(descriptor, NAME);
        descriptors.requireOpen(fd);
        NettyUringWatch watch = new NettyUringWatch(this, fd, receiver);
        watch.watch(operations);
        return watch;
    }

    boolean isClosed() {
        return closed;
    }

    /** Counts open endpoints, operations in flight and memory in use, for tests of leaks. */
    long outstanding() {
        return closed ? 0 : (long) endpoints.size() + inFlight + memory.outstanding();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the " + NAME + " backend is closed");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List.copyOf(endpoints).forEach(NettyUringEndpoint::close);
        try {
            drain();
        } catch (IOException unusable) {
            // Nothing can be waited for; what is in flight stays referred to, below.
            inFlight = Math.max(inFlight, 1);
        }
        if (inFlight > 0) {
            UNFINISHED.add(this);
            endpoints.forEach(NettyUringEndpoint::release);
        }
        driver.close();
    }

    /** Waits for what was cancelled, and for the descriptors to be closed. */
    private void drain() throws IOException {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (inFlight > 0 && System.nanoTime() < deadline) {
            submitQueued();
            driver.run(DRAIN_NANOS / 100);
        }
    }
}
