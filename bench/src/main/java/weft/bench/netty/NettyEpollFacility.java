package weft.bench.netty;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;

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
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Waits with Netty's epoll handler and makes Netty's calls on sockets.
 *
 * <p>Netty's are: waiting, registering and waking up; opening, listening, accepting, receiving,
 * sending, shutting down and closing. What is left, and costs nothing once a connection is up, is
 * done with the bindings of {@code weft.linux}: binding and connecting, names, options, and looking
 * at descriptors that come from elsewhere.
 */
final class NettyEpollFacility implements Facility {
    static final String NAME = "netty-epoll";

    private static final Set<Capability> CAPABILITIES =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            Capability.UNIX_STREAM,
                            Capability.ADOPT,
                            Capability.RAW_DESCRIPTOR,
                            Capability.WATCH,
                            Capability.SOCKET_CALLS,
                            Capability.PIPE));

    // Freed by the garbage collector: nothing of it is the kernel's outside a call.
    private final Arena arena = Arena.ofAuto();
    private final LibC libc = new LibC();
    private final SocketCalls sockets = new SocketCalls();
    private final SocketNames names = new SocketNames(sockets, new CallMemory(arena));
    private final SocketOptions options = new SocketOptions(sockets, arena);
    private final Sockets descriptors = new Sockets(libc, sockets, options);
    private final NettyVectors vectors = new NettyVectors();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(CallMemory.MAXIMUM_BYTES);
    private final BitSet registered = new BitSet();
    private final Set<Integer> lent = new HashSet<>();
    private final HandlerDriver driver;

    NettyEpollFacility() throws IOException {
        driver = new HandlerDriver(EpollIoHandler.newFactory());
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
    public boolean reportsEdges() {
        return false;
    }

    @Override
    public void await(long timeoutNanos) throws IOException {
        driver.run(timeoutNanos);
    }

    @Override
    public void wakeup() {
        driver.wakeup();
    }

    @Override
    public StreamSocket openStream(ProtocolFamily protocolFamily) throws IOException {
        int family = Sockets.family(protocolFamily);
        return new NettyStream(this, open(family), family, null);
    }

    private static Socket open(int family) throws IOException {
        try {
            return family == Constants.AF_UNIX
                    ? LinuxSocket.newSocketDomain()
                    : LinuxSocket.newSocketStream(family == Constants.AF_INET6);
        } catch (ChannelException e) {
            throw NettyErrors.translate(e, "socket");
        }
    }

    @Override
    public ListenerSocket openListener(ProtocolFamily protocolFamily) throws IOException {
        int family = Sockets.family(protocolFamily);
        Socket socket = open(family);
        // As in java.nio: a server can restart while old connections linger in TIME_WAIT.
        options.setInt(socket.intValue(), Constants.SOL_SOCKET, Constants.SO_REUSEADDR, 1);
        return new NettyListener(this, socket, family);
    }

    @Override
    public StreamSocket adoptStream(Descriptor descriptor) throws IOException {
        int fd = NettyDescriptor.number(descriptor, NAME);
        descriptors.requireStream(fd, false);
        descriptors.makeNonBlocking(fd);
        return new NettyStream(this, new Socket(fd), descriptors.family(fd), null);
    }

    @Override
    public ListenerSocket adoptListener(Descriptor descriptor) throws IOException {
        int fd = NettyDescriptor.number(descriptor, NAME);
        descriptors.requireStream(fd, true);
        descriptors.makeNonBlocking(fd);
        return new NettyListener(this, new Socket(fd), descriptors.family(fd));
    }

    @Override
    public StreamSocket adoptPipe(Descriptor descriptor) throws IOException {
        int fd = NettyDescriptor.number(descriptor, NAME);
        descriptors.makeNonBlocking(fd);
        return new NettyPipe(this, fd);
    }

    @Override
    public BorrowedSocket borrowSocket(Descriptor descriptor) throws IOException {
        int fd = NettyDescriptor.number(descriptor, NAME);
        int family = descriptors.family(fd);
        descriptors.requireNonBlocking(fd);
        lend(fd);
        return new NettyBorrowed(this, new Socket(fd), family);
    }

    @Override
    public Pollable watch(Descriptor descriptor) throws IOException {
        int fd = NettyDescriptor.number(descriptor, NAME);
        descriptors.requireOpen(fd);
        lend(fd);
        return new NettyWatched(this, new FileDescriptor(fd));
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

    /**
     * Notes that a number is registered.
     *
     * @throws IOException if it is already, which the handler would not notice
     */
    void claim(int fd) throws IOException {
        if (registered.get(fd)) {
            throw Errno.unnamed(Errno.EEXIST, "epoll_ctl");
        }
        registered.set(fd);
    }

    void disclaim(int fd) {
        registered.clear(fd);
    }

    void bind(int fd, int family, SocketAddress local) throws IOException {
        int result = names.bind(fd, family, local);
        if (result < 0) {
            throw Errno.unnamed(-result, "bind");
        }
    }

    /** Starts connecting and tells whether that is done already. */
    boolean connect(int fd, int family, SocketAddress remote) throws IOException {
        int result = names.connect(fd, family, remote);
        if (result == -Errno.EINPROGRESS || result == -Errno.EINTR) {
            return false;
        }
        if (result < 0) {
            throw Errno.unnamed(-result, "connect");
        }
        return true;
    }

    void finishConnect(int fd) throws IOException {
        int error = options.getInt(fd, Constants.SOL_SOCKET, Constants.SO_ERROR);
        if (error != 0) {
            throw Errno.unnamed(error, "connect");
        }
    }

    /** Returns the loop's memory with so much room, or with all it has. */
    ByteBuffer scratch(int bytes) {
        return scratch.clear().limit(Math.min(bytes, scratch.capacity()));
    }

    /** Copies bytes of several buffers to the loop's memory, as many as fit. Positions stay. */
    ByteBuffer copy(ByteBuffer[] sources, int count) {
        scratch.clear();
        for (int i = 0; i < count && scratch.hasRemaining(); i++) {
            ByteBuffer source = sources[i];
            int bytes = Math.min(source.remaining(), scratch.remaining());
            scratch.put(scratch.position(), source, source.position(), bytes);
            scratch.position(scratch.position() + bytes);
        }
        return scratch.flip();
    }

    @Override
    public void close() {
        driver.close();
    }

    HandlerDriver driver() {
        return driver;
    }

    NettyVectors vectors() {
        return vectors;
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
}
