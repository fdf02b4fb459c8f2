package weft.epoll;

import weft.linux.CallMemory;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.LibC;
import weft.linux.SocketCalls;
import weft.linux.SocketNames;
import weft.linux.SocketOptions;
import weft.linux.Sockets;
import weft.readiness.BorrowedSocket;
import weft.readiness.Facility;
import weft.readiness.ListenerSocket;
import weft.readiness.Pollable;
import weft.readiness.StreamSocket;
import weft.spi.Capability;
import weft.spi.Descriptor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.ProtocolFamily;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** Makes the system calls of one loop, and waits with a {@link Multiplexer}. */
final class EpollFacility implements Facility {
    private static final Set<Capability> CAPABILITIES =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            Capability.UNIX_STREAM,
                            Capability.ADOPT,
                            Capability.RAW_DESCRIPTOR,
                            Capability.WATCH,
                            Capability.SOCKET_CALLS,
                            Capability.PIPE));

    private final String name;
    private final Multiplexer multiplexer;

    // Freed by the garbage collector: nothing of it is the kernel's outside a call.
    private final Arena arena = Arena.ofAuto();
    private final LibC libc = new LibC();
    private final SocketCalls sockets = new SocketCalls();
    private final CallMemory memory = new CallMemory(arena);
    private final Vectors vectors = new Vectors(arena);
    private final SocketNames names = new SocketNames(sockets, memory);
    private final SocketOptions options = new SocketOptions(sockets, arena);
    private final Sockets descriptors = new Sockets(libc, sockets, options);
    private final Set<Integer> lent = new HashSet<>();
    private boolean closed;

    /** Creates what a facility waits with. */
    @FunctionalInterface
    interface MultiplexerFactory {
        Multiplexer create(LibC libc, Arena arena) throws IOException;
    }

    EpollFacility(String name, MultiplexerFactory factory) throws IOException {
        this.name = name;
        this.multiplexer = factory.create(libc, arena);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public boolean pollsOnPlatformThread() {
        // A downcall pins the virtual thread to its carrier, and that is the loop's thread.
        return false;
    }

    @Override
    public boolean reportsEdges() {
        return multiplexer.reportsEdges();
    }

    @Override
    public void await(long timeoutNanos) throws IOException {
        multiplexer.await(timeoutNanos);
    }

    @Override
    public void wakeup() {
        multiplexer.wakeup();
    }

    @Override
    public StreamSocket openStream(ProtocolFamily protocolFamily) throws IOException {
        int family = Sockets.family(protocolFamily);
        int fd = newStreamSocket(family);
        return new EpollStream(this, fd, family, null);
    }

    private int newStreamSocket(int family) throws IOException {
        int fd = descriptors.openStream(family, Constants.SOCK_NONBLOCK);
        if (fd < 0) {
            throw Errno.unnamed(-fd, "socket");
        }
        return fd;
    }

    @Override
    public ListenerSocket openListener(ProtocolFamily protocolFamily) throws IOException {
        int family = Sockets.family(protocolFamily);
        int fd = newStreamSocket(family);
        // As in java.nio: a server can restart while old connections linger in TIME_WAIT.
        options.setInt(fd, Constants.SOL_SOCKET, Constants.SO_REUSEADDR, 1);
        return new EpollListener(this, fd, family);
    }

    @Override
    public StreamSocket adoptStream(Descriptor descriptor) throws IOException {
        int fd = EpollDescriptor.number(descriptor, name);
        descriptors.requireStream(fd, false);
        descriptors.makeNonBlocking(fd);
        return new EpollStream(this, fd, descriptors.family(fd), null);
    }

    @Override
    public ListenerSocket adoptListener(Descriptor descriptor) throws IOException {
        int fd = EpollDescriptor.number(descriptor, name);
        descriptors.requireStream(fd, true);
        descriptors.makeNonBlocking(fd);
        return new EpollListener(this, fd, descriptors.family(fd));
    }

    @Override
    public StreamSocket adoptPipe(Descriptor descriptor) throws IOException {
        int fd = EpollDescriptor.number(descriptor, name);
        descriptors.makeNonBlocking(fd);
        return new EpollPipe(this, fd);
    }

    @Override
    public BorrowedSocket borrowSocket(Descriptor descriptor) throws IOException {
        int fd = EpollDescriptor.number(descriptor, name);
        int family = descriptors.family(fd);
        descriptors.requireNonBlocking(fd);
        lend(fd);
        return new EpollSocket(this, fd, family);
    }

    @Override
    public Pollable watch(Descriptor descriptor) throws IOException {
        int fd = EpollDescriptor.number(descriptor, name);
        descriptors.requireOpen(fd);
        lend(fd);
        return new EpollWatched(this, fd);
    }

    private void lend(int fd) {
        descriptors.requireForeign(fd);
        if (!lent.add(fd)) {
            throw new IllegalStateException(
                    "this loop watches or borrows descriptor " + fd + " already");
        }
    }

    Sockets descriptors() {
        return descriptors;
    }

    void giveBack(int fd) {
        lent.remove(fd);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            multiplexer.close();
        }
    }

    Multiplexer multiplexer() {
        return multiplexer;
    }

    LibC libc() {
        return libc;
    }

    SocketCalls sockets() {
        return sockets;
    }

    CallMemory memory() {
        return memory;
    }

    Vectors vectors() {
        return vectors;
    }

    SocketNames names() {
        return names;
    }

    SocketOptions options() {
        return options;
    }
}
