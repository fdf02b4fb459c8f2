package weft.iouring;

import weft.completion.CompletionBackend;
import weft.completion.SendMemory;
import weft.linux.CallMemory;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.LibC;
import weft.linux.SocketCalls;
import weft.linux.SocketNames;
import weft.linux.SocketOptions;
import weft.linux.Sockets;
import weft.linux.WakeupEvent;
import weft.spi.Capability;
import weft.spi.Descriptor;
import weft.spi.ListenerEndpoint;
import weft.spi.SocketEndpoint;
import weft.spi.StreamEndpoint;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolFamily;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * The backend over io_uring: every operation is a submission, and one kernel entry per poll hands
 * all of them over and waits.
 */
final class IoUringBackend extends CompletionBackend {
    static final String NAME = "io_uring";

    private static final Set<Capability> CAPABILITIES =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            Capability.UNIX_STREAM,
                            Capability.ADOPT,
                            Capability.RAW_DESCRIPTOR,
                            Capability.WATCH,
                            Capability.SOCKET_CALLS,
                            Capability.PIPE));

    /** Completions that nobody waits for, such as that of a cancellation. */
    private static final long IGNORED = 0;

    private static final long WAKEUP = 1;

    private final LibC libc = new LibC();
    private final SocketCalls sockets = new SocketCalls();
    private final Arena arena = Arena.ofShared();
    private final Ring ring;
    private final QuietSends quietSends;
    private final WakeupEvent wakeup;
    private final ReceiveMemory memory;
    private final SendMemory sendMemory =
            new SendMemory(bytes -> arena.allocate(bytes).asByteBuffer());
    private final CallMemory callMemory = new CallMemory(arena);
    private final SocketNames names = new SocketNames(sockets, callMemory);
    private final SocketOptions options = new SocketOptions(sockets, arena);
    private final Sockets descriptors = new Sockets(libc, sockets, options);

    IoUringBackend(
            int submissionEntries, int completionEntries, ReceiveMemory.Dimensions dimensions)
            throws RingRefusedException {
        Ring newRing = null;
        WakeupEvent newWakeup = null;
        try {
            newRing = new Ring(libc, submissionEntries, completionEntries);
            newWakeup = newWakeup(libc);
            memory = new ReceiveMemory(newRing, arena, dimensions);
        } catch (RingRefusedException | RuntimeException | Error failure) {
            if (newWakeup != null) {
                newWakeup.close();
            }
            if (newRing != null) {
                newRing.close();
            }
            arena.close();
            throw failure;
        }
        ring = newRing;
        quietSends = new QuietSends(newRing);
        wakeup = newWakeup;
        armWakeup();
    }

    IoUringBackend() throws RingRefusedException {
        this(Ring.SUBMISSION_ENTRIES, Ring.COMPLETION_ENTRIES, ReceiveMemory.Dimensions.DEFAULT);
    }

    private static WakeupEvent newWakeup(LibC libc) throws RingRefusedException {
        int fd = libc.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
        if (fd < 0) {
            throw RingRefusedException.of(-fd, "eventfd");
        }
        return new WakeupEvent(libc, fd);
    }

    private void armWakeup() {
        int events = Constants.POLLIN;
        int multi = Abi.IORING_POLL_ADD_MULTI;
        ring.submit(Abi.IORING_OP_POLL_ADD, wakeup.fd(), 0, 0, multi, events, 0, WAKEUP);
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
        memory.feed();
        int ready = ring.await(timeoutNanos);
        if (ready == 0 && quietSends.isEmpty()) {
            return;
        }
        boolean allCompletionsAreHere = !ring.hasOverflow();
        int taken = ring.taken();
        for (int left = ready; left > 0; left--) {
            deliverOldest();
        }
        if (allCompletionsAreHere) {
            quietSends.confirm(taken);
        }
    }

    private void deliverOldest() {
        long completion = ring.oldest();
        long userData = ring.userData(completion);
        int result = ring.result(completion);
        int flags = ring.flags(completion);
        ring.advance();
        boolean last = (flags & Abi.IORING_CQE_F_MORE) == 0;
        if (!deliver(userData, result, flags, last)
                && userData == WAKEUP
                && last
                && result != -Errno.ECANCELED) {
            armWakeup();
        }
    }

    /** Queues a cancellation; whether it finds anything is seen by the operation's completion. */
    void cancel(long userData) {
        if (!isClosed()) { // or else one cancels everything
            int operation = Abi.IORING_OP_ASYNC_CANCEL | (Abi.IOSQE_CQE_SKIP_SUCCESS << 8);
            ring.submit(operation, -1, 0, userData, 0, 0, 0, IGNORED);
        }
    }

    MemorySegment scratch() {
        return ring.scratch();
    }

    Ring ring() {
        return ring;
    }

    QuietSends quietSends() {
        return quietSends;
    }

    LibC libc() {
        return libc;
    }

    SocketCalls sockets() {
        return sockets;
    }

    ReceiveMemory memory() {
        return memory;
    }

    SendMemory sendMemory() {
        return sendMemory;
    }

    CallMemory callMemory() {
        return callMemory;
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

    @Override
    public void wakeup() {
        wakeup.wake();
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily protocolFamily) throws IOException {
        requireOpen();
        int family = Sockets.family(protocolFamily);
        return new UringStream(this, newStreamSocket(family), family, null);
    }

    private int newStreamSocket(int family) throws IOException {
        int fd = descriptors.openStream(family, 0);
        if (fd < 0) {
            throw UringEndpoint.failure(fd, "socket", null);
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
        return new UringListener(this, fd, family);
    }

    @Override
    public StreamEndpoint adoptStream(Descriptor descriptor) throws IOException {
        requireOpen();
        int fd = UringDescriptor.number(descriptor);
        descriptors.requireStream(fd, false);
        descriptors.makeNonBlocking(fd);
        int family = descriptors.family(fd);
        return new UringStream(this, fd, family, names.remote(fd));
    }

    @Override
    public ListenerEndpoint adoptListener(Descriptor descriptor) throws IOException {
        requireOpen();
        int fd = UringDescriptor.number(descriptor);
        descriptors.requireStream(fd, true);
        descriptors.makeNonBlocking(fd);
        int family = descriptors.family(fd);
        return new UringListener(this, fd, family);
    }

    @Override
    public SocketEndpoint borrowSocket(Descriptor descriptor) throws IOException {
        requireOpen();
        int fd = UringDescriptor.number(descriptor);
        int family = descriptors.family(fd);
        descriptors.requireForeign(fd);
        descriptors.requireNonBlocking(fd); // connect and accept are plain calls
        return new UringSocket(this, fd, family);
    }

    @Override
    public StreamEndpoint adoptPipe(Descriptor descriptor) throws IOException {
        requireOpen();
        int fd = UringDescriptor.number(descriptor);
        descriptors.makeNonBlocking(fd);
        return new UringPipe(this, fd);
    }

    @Override
    public WatchEndpoint watch(Descriptor descriptor, int operations, WatchEvents receiver)
            throws IOException {
        requireOpen();
        Objects.requireNonNull(receiver, "receiver");
        WatchEndpoint.requireKnown(operations); // before anything is claimed
        int fd = UringDescriptor.number(descriptor);
        descriptors.requireOpen(fd);
        descriptors.requireForeign(fd);
        UringWatch watch = new UringWatch(this, fd, receiver);
        watch.watch(operations);
        return watch;
    }

    /** Cancels everything and waits for it; fails on another thread than the loop's. */
    @Override
    protected boolean drain() {
        if (polls() == 0) {
            return true; // the kernel has seen no submission yet
        }
        int all = Abi.IORING_ASYNC_CANCEL_ALL | Abi.IORING_ASYNC_CANCEL_ANY;
        ring.submit(Abi.IORING_OP_ASYNC_CANCEL, -1, 0, 0, 0, all, 0, IGNORED);
        return super.drain();
    }

    @Override
    protected void release(boolean drained) {
        wakeup.close();
        ring.close();
        // Without the drain, the kernel cancels on its own, and never receives again on a ring with
        // deferred task work; on an older one the memory is better lost than written to when freed.
        if (drained || ring.hasDeferredTaskRun()) {
            arena.close();
        }
    }
}
