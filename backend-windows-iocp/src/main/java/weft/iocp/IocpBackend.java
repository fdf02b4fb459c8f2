package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import weft.completion.BlockMemory;
import weft.completion.CompletionBackend;
import weft.completion.CompletionEndpoint;
import weft.completion.SendMemory;
import weft.spi.Capability;
import weft.spi.ListenerEndpoint;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The backend over an I/O completion port, as asyncio's {@code IocpProactor}.
 *
 * <p>Facts: an overlapped call that is over at once still queues a packet, unless the socket was
 * told to skip it (FILE_SKIP_COMPLETION_PORT_ON_SUCCESS). That is safe where the socket is a plain
 * handle of the kernel's, which is asked for each family once; other providers may say "success"
 * and queue a packet all the same. A call that fails at once queues none. What is over at once and
 * may be told only by an event waits in a queue for the next poll.
 */
final class IocpBackend extends CompletionBackend {
    static final String NAME = "iocp";

    /** WSABUFs of one call; what is beyond is sent later. */
    static final int MAXIMUM_BUFFERS = 64;

    // TCP for now; a socket's readiness cannot be watched, as in asyncio's proactor loop.
    private static final Set<Capability> CAPABILITIES =
            Collections.unmodifiableSet(EnumSet.noneOf(Capability.class));

    private static final long BUFFER_LENGTH = Abi.offset(Abi.WSABUF, "len");
    private static final long BUFFER_ADDRESS = Abi.offset(Abi.WSABUF, "buf");
    private static final int SKIP_MODES =
            Abi.FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | Abi.FILE_SKIP_SET_EVENT_ON_HANDLE;

    private final WindowsCalls calls;
    private final ArrayDeque<IocpOperation> finished = new ArrayDeque<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffers;
    private final CompletionPort port;
    private final OperationMemory operationMemory = new OperationMemory(arena);
    private final BlockMemory receiveMemory;
    private final SendMemory sendMemory =
            new SendMemory(bytes -> arena.allocate(bytes).asByteBuffer());
    private final Addresses addresses;
    private final SocketOptions options;
    private final SocketRecycler recycler = new SocketRecycler(this);
    private final boolean maySkipPackets;

    private long strayPackets;

    IocpBackend(WindowsCalls calls) throws IOException {
        this(calls, BlockMemory.Limits.DEFAULT);
    }

    IocpBackend(WindowsCalls calls, BlockMemory.Limits limits) throws IOException {
        this.calls = calls;
        buffers = arena.allocate((long) MAXIMUM_BUFFERS * Abi.WSABUF_BYTES, Long.BYTES);
        receiveMemory =
                new BlockMemory(
                        limits,
                        bytes -> arena.allocate(bytes, Long.BYTES).asByteBuffer(),
                        buffer -> MemorySegment.ofBuffer(buffer).address());
        addresses = new Addresses(calls, arena);
        options = new SocketOptions(calls, arena);
        CompletionPort newPort = null;
        try {
            newPort = new CompletionPort(calls, arena);
            maySkipPackets = isKernelHandle();
        } catch (IOException | RuntimeException | Error failure) {
            if (newPort != null) {
                newPort.close();
            }
            arena.close();
            throw failure;
        }
        port = newPort;
    }

    /**
     * Asks about one socket for all: a provider serves a whole family, and both are the system's.
     */
    private boolean isKernelHandle() throws IOException {
        long socket = open(Abi.AF_INET);
        try {
            return options.isKernelHandle(socket);
        } finally {
            calls.closesocket(socket);
        }
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
        recycler.sweep();
        int packets = port.take(finished.isEmpty() ? timeoutNanos : 0);
        deliverFinished();
        for (int i = 0; i < packets; i++) {
            deliver(i);
        }
    }

    /** Delivers what was over at once before this poll; what is over meanwhile has to wait. */
    private void deliverFinished() {
        for (int left = finished.size(); left > 0; left--) {
            IocpOperation operation = finished.remove();
            operation.endpoint().complete(operation, operation.result());
        }
    }

    private void deliver(int packet) {
        IocpOperation operation = operation(packet);
        if (operation != null) {
            operation.endpoint().complete(operation, result(packet, operation));
        }
    }

    /** Finds the operation of a packet, or returns null: a wake-up, or a packet for nobody. */
    private @Nullable IocpOperation operation(int packet) {
        long key = port.key(packet);
        if (key == CompletionPort.WAKEUP) {
            port.wakeupTaken();
            return null;
        }
        CompletionEndpoint<?> endpoint = find(key);
        IocpOperation operation =
                endpoint == null
                        ? null
                        : ((IocpEndpoint<?>) endpoint).find(port.overlapped(packet));
        if (operation == null || !operation.isInFlight()) {
            strayPackets++;
            return null;
        }
        return operation;
    }

    /** Returns the bytes of a packet, or its negated error code. */
    private int result(int packet, IocpOperation operation) {
        if (port.succeeded(packet)) {
            return port.bytes(packet);
        }
        int result =
                calls.wsaGetOverlappedResult(
                        operation.endpoint().socket(), operation.memory().address());
        // The NTSTATUS says that it failed; a translation that disagrees must not hide that.
        return result < 0 ? result : -WindowsError.ERROR_OPERATION_ABORTED;
    }

    /** Has the outcome of a call that was over at once delivered by the next poll. */
    void deliverLater(IocpOperation operation) {
        finished.add(operation);
    }

    /** Returns how many packets came for an operation that was not in flight. */
    long strayPackets() {
        return strayPackets;
    }

    WindowsCalls calls() {
        return calls;
    }

    CompletionPort port() {
        return port;
    }

    OperationMemory operationMemory() {
        return operationMemory;
    }

    BlockMemory receiveMemory() {
        return receiveMemory;
    }

    SendMemory sendMemory() {
        return sendMemory;
    }

    SocketRecycler recycler() {
        return recycler;
    }

    Addresses addresses() {
        return addresses;
    }

    SocketOptions options() {
        return options;
    }

    /** Returns the array of WSABUFs for the next call, which reads it before it returns. */
    long buffers() {
        return buffers.address();
    }

    /** Fills one WSABUF in, and returns the array. */
    long buffers(int index, long address, int bytes) {
        long at = (long) index * Abi.WSABUF_BYTES;
        buffers.set(JAVA_INT, at + BUFFER_LENGTH, bytes);
        buffers.set(JAVA_LONG, at + BUFFER_ADDRESS, address);
        return buffers.address();
    }

    /** Has a socket queue no packets for calls that are over at once; tells whether it will not. */
    boolean skipPackets(long socket) {
        return maySkipPackets && calls.setFileCompletionNotificationModes(socket, SKIP_MODES) == 0;
    }

    @Override
    public void wakeup() {
        port.wake();
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily protocolFamily) throws IOException {
        int family = family(protocolFamily);
        return new IocpStream(this, open(family), family, null, null);
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily protocolFamily) throws IOException {
        int family = family(protocolFamily);
        return new IocpListener(this, open(family), family);
    }

    private static int family(ProtocolFamily family) {
        // No switch on patterns: how it is compiled differs between the JVMs that run this.
        if (family == StandardProtocolFamily.INET) {
            return Abi.AF_INET;
        }
        if (family == StandardProtocolFamily.INET6) {
            return Abi.AF_INET6;
        }
        if (family == StandardProtocolFamily.UNIX) {
            throw Capability.UNIX_STREAM.absentFrom(NAME);
        }
        throw new UnsupportedOperationException("protocol family " + family.name());
    }

    private long open(int family) throws IOException {
        requireOpen();
        long socket = calls.wsaSocket(family, Abi.SOCK_STREAM, Abi.IPPROTO_TCP);
        if (socket < 0) {
            throw WindowsError.exception((int) -socket, "socket", null);
        }
        if (family == Abi.AF_INET6) {
            // As in java.nio: an IPv6 socket reaches IPv4 peers, too.
            options.setInt(socket, Abi.IPPROTO_IPV6, Abi.IPV6_V6ONLY, 0);
        }
        return socket;
    }

    @Override
    protected boolean isIdle() {
        return super.isIdle() && recycler.retired() == 0;
    }

    @Override
    protected void release(boolean drained) {
        recycler.closeAll();
        port.close();
        // Windows may still write to what it has; memory is better lost than written to when freed.
        if (drained) {
            arena.close();
        }
    }
}
