package weft.bench.netty;

import io.netty.channel.unix.Buffer;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;

import weft.completion.BlockMemory;
import weft.completion.CompletionBackend;
import weft.completion.SendMemory;
import weft.linux.CallMemory;
import weft.linux.Constants;
import weft.linux.LibC;
import weft.linux.SocketCalls;
import weft.linux.SocketNames;
import weft.linux.SocketOptions;
import weft.linux.Sockets;
import weft.spi.Capability;
import weft.spi.Descriptor;
import weft.spi.ListenerEndpoint;
import weft.spi.StreamEndpoint;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.ProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
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
final class NettyUringBackend extends CompletionBackend {
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

    /** Backends whose operations did not end: memory the kernel may still write to. */
    private static final List<NettyUringBackend> UNFINISHED =
            Collections.synchronizedList(new ArrayList<>());

    private final Arena arena = Arena.ofAuto();
    private final LibC libc = new LibC();
    private final SocketCalls sockets = new SocketCalls();
    private final SocketNames names = new SocketNames(sockets, new CallMemory(arena));
    private final SocketOptions options = new SocketOptions(sockets, arena);
    private final Sockets descriptors = new Sockets(libc, sockets, options);
    private final SendMemory sendMemory = new SendMemory(ByteBuffer::allocateDirect);
    private final BlockMemory memory;
    private final List<NettyUringOperation> queued = new ArrayList<>();
    private final List<NettyUringOperation> cancelled = new ArrayList<>();
    private final HandlerDriver driver;

    NettyUringBackend(BlockMemory.Limits limits) throws IOException {
        memory = new BlockMemory(limits, NettyUringBackend::allocate, NettyUringBackend::address);
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
    protected void run(long timeoutNanos) throws IOException {
        submitQueued();
        driver.run(timeoutNanos);
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

    Sockets descriptors() {
        return descriptors;
    }

    SendMemory sendMemory() {
        return sendMemory;
    }

    BlockMemory memory() {
        return memory;
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Returns where what remains in a direct buffer begins. */
    static long address(ByteBuffer direct) {
        return Buffer.memoryAddress(direct) + direct.position();
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
        Objects.requireNonNull(receiver, "receiver");
        WatchEndpoint.requireKnown(operations); // before anything is claimed
        int fd = NettyDescriptor.number(descriptor, NAME);
        descriptors.requireOpen(fd);
        descriptors.requireForeign(fd);
        NettyUringWatch watch = new NettyUringWatch(this, fd, receiver);
        watch.watch(operations);
        return watch;
    }

    /** Counts open endpoints, operations in flight and memory in use, for tests of leaks. */
    long outstanding() {
        return isClosed()
                ? 0
                : (long) openEndpoints() + inFlight() + sendMemory.lent() + memory.outstanding();
    }

    @Override
    protected void release(boolean drained) {
        if (!drained) {
            UNFINISHED.add(this);
        }
        driver.close();
    }
}
