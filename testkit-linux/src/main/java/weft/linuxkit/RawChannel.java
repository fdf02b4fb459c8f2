package weft.linuxkit;

import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.LibC;
import weft.linux.SocketAddresses;
import weft.linux.SocketCalls;
import weft.linux.Structs;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A descriptor as a non-blocking channel, for the tests of backends. */
public final class RawChannel implements ByteChannel {
    private static final int MAXIMUM_BYTES = 64 * 1024;

    private final LibC libc = new LibC();
    private final MemorySegment memory = Arena.ofAuto().allocate(MAXIMUM_BYTES);
    private final int fd;
    private final String identity;

    /**
     * Makes a descriptor non-blocking.
     *
     * @param fd the descriptor, closed by {@link #close}
     * @throws IOException if it is closed
     */
    public RawChannel(int fd) throws IOException {
        this.fd = fd;
        this.identity = identity(fd);
        int flags = libc.fcntl(fd, Constants.F_GETFL, 0);
        if (libc.fcntl(fd, Constants.F_SETFL, flags | Constants.O_NONBLOCK) < 0) {
            throw new IOException("descriptor " + fd + " cannot be made non-blocking");
        }
    }

    int fd() {
        return fd;
    }

    /** Makes it blocking again: it is only closed after that. */
    void makeBlocking() throws IOException {
        int flags = libc.fcntl(fd, Constants.F_GETFL, 0);
        check(flags, "fcntl");
        check(libc.fcntl(fd, Constants.F_SETFL, flags & ~Constants.O_NONBLOCK), "fcntl");
    }

    /**
     * Connects a new socket.
     *
     * @param address a listener's address
     * @return the descriptor of the client, blocking
     * @throws IOException if that failed
     */
    public static int connect(SocketAddress address) throws IOException {
        MemorySegment name = Arena.ofAuto().allocate(Structs.SOCKADDR_MAX_BYTES, Long.BYTES);
        SocketCalls sockets = new SocketCalls();
        int family = SocketAddresses.family(address);
        int fd = sockets.socket(family, Constants.SOCK_STREAM | Constants.SOCK_CLOEXEC, 0);
        check(fd, "socket");
        int length = SocketAddresses.encode(address, family, name);
        check(sockets.connect(fd, name.address(), length), "connect");
        return fd;
    }

    /**
     * Opens a pipe.
     *
     * @return the reading end and the writing end
     * @throws IOException if that failed
     */
    public static int[] pipe() throws IOException {
        MemorySegment ends = Arena.ofAuto().allocate(ValueLayout.JAVA_INT, 2);
        check(new LibC().pipe2(ends.address(), Constants.O_CLOEXEC), "pipe2");
        return ends.toArray(ValueLayout.JAVA_INT);
    }

    /** Says what a descriptor is, or nothing if it is closed. */
    private static String identity(int fd) throws IOException {
        Path link = Path.of("/proc/self/fd/" + fd);
        return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : "";
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        long result = libc.read(fd, memory.address(), Math.min(target.remaining(), MAXIMUM_BYTES));
        if (result == -Errno.EAGAIN) {
            return 0;
        }
        check(result, "read");
        target.put(memory.asSlice(0, result).asByteBuffer());
        return result == 0 ? -1 : (int) result;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = Math.min(source.remaining(), MAXIMUM_BYTES);
        memory.asByteBuffer().put(0, source, source.position(), length);
        long result = libc.write(fd, memory.address(), length);
        if (result == -Errno.EAGAIN) {
            return 0;
        }
        check(result, "write");
        source.position(source.position() + (int) result);
        return (int) result;
    }

    private static void check(long result, String operation) throws IOException {
        if (result < 0) {
            throw Errno.exception((int) -result, operation, null);
        }
    }

    @Override
    public boolean isOpen() {
        try {
            return identity.equals(identity(fd));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (isOpen()) {
            check(libc.close(fd), "close");
        }
    }
}
