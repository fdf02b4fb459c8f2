package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.linux.CallMemory;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.SocketAddresses;
import weft.linux.SocketCalls;
import weft.spi.Backend;
import weft.spi.Descriptor;
import weft.spi.Operation;
import weft.spi.SocketEndpoint;
import weft.spi.SocketEvents;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A borrowed socket: polls through the ring, transfers by plain non-blocking calls. */
final class UringSocket extends UringEndpoint<SocketEvents> implements SocketEndpoint {
    private static final int NO_WAIT = Constants.MSG_DONTWAIT | Constants.MSG_NOSIGNAL;

    private final int family;
    private final SocketCalls sockets;
    private final CallMemory memory;
    private final PollOnce readable = new PollOnce(this, POLL_READ);
    private final PollOnce writable = new PollOnce(this, POLL_WRITE);

    UringSocket(IoUringBackend backend, int fd, int family) {
        super(backend, fd, false);
        this.family = family;
        this.sockets = backend.sockets();
        this.memory = backend.callMemory();
    }

    @Override
    public void awaitReadable() {
        requireAttached();
        readable.want(Constants.POLLIN);
    }

    @Override
    public void cancelReadable() {
        readable.stop();
    }

    @Override
    public void awaitWritable() {
        requireAttached();
        writable.want(Constants.POLLOUT);
    }

    @Override
    public void cancelWritable() {
        writable.stop();
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        requireOpen();
        long result =
                memory.read(
                        target, (address, bytes) -> sockets.recv(fd(), address, bytes, NO_WAIT));
        return outcome(result, "receive from", null, Backend.END_OF_STREAM);
    }

    @Override
    public @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        requireOpen();
        MemorySegment name = memory.roomForAddress();
        long result =
                memory.read(
                        target,
                        (address, bytes) ->
                                sockets.recvfrom(
                                        fd(),
                                        address,
                                        bytes,
                                        NO_WAIT,
                                        name.address(),
                                        memory.lengthAddress()));
        if (outcome(result, "receive from", null, 0) == Backend.PENDING) {
            return null;
        }
        return SocketAddresses.decode(name, memory.length());
    }

    @Override
    public int send(ByteBuffer source, @Nullable SocketAddress remote) throws IOException {
        requireOpen();
        long result;
        if (remote == null) {
            result =
                    memory.write(
                            source,
                            (address, bytes) -> sockets.send(fd(), address, bytes, NO_WAIT));
        } else {
            MemorySegment name = memory.roomForAddress();
            int length = SocketAddresses.encode(remote, family, name);
            result =
                    memory.write(
                            source,
                            (address, bytes) ->
                                    sockets.sendto(
                                            fd(), address, bytes, NO_WAIT, name.address(), length));
        }
        return outcome(result, "send to", remote, 0);
    }

    private static int outcome(
            long result, String operation, @Nullable SocketAddress remote, int end)
            throws IOException {
        if (result == -Errno.EAGAIN || result == -Errno.EINTR) {
            return Backend.PENDING;
        }
        if (result < 0) {
            throw failure((int) result, operation, remote);
        }
        return result == 0 ? end : (int) result;
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        requireOpen();
        MemorySegment name = memory.roomForAddress();
        int length = SocketAddresses.encode(remote, family, name);
        int result = sockets.connect(fd(), name.address(), length);
        if (result == -Errno.EINPROGRESS || result == -Errno.EINTR) {
            return false;
        }
        if (result < 0) {
            throw failure(result, "connect", remote);
        }
        return true;
    }

    @Override
    public void finishConnect() throws IOException {
        requireOpen();
        int error = backend.options().getInt(fd(), Constants.SOL_SOCKET, Constants.SO_ERROR);
        if (error != 0) {
            throw Errno.exception(error, "connect", null);
        }
    }

    @Override
    public @Nullable Descriptor accept() throws IOException {
        requireOpen();
        int flags = Constants.SOCK_CLOEXEC | Constants.SOCK_NONBLOCK;
        int result = sockets.accept4(fd(), 0, 0, flags);
        if (result == -Errno.EAGAIN || result == -Errno.EINTR) {
            return null;
        }
        if (result < 0) {
            throw failure(result, "accept on", localAddress());
        }
        return new Descriptor.OfNumber(result);
    }

    @Override
    protected void cancelAll() {
        readable.stop();
        writable.stop();
    }

    @Override
    protected void onCompletion(int kind, int result, int flags) {
        PollOnce poll = kind == POLL_READ ? readable : writable;
        int ready = poll.completed(result);
        if (ready == 0) {
            return;
        }
        SocketEvents receiver = receiver();
        countEvent();
        poll.want(0);
        if (ready < 0) {
            receiver.onFailure(Operation.WATCH, failure(ready, "wait for", descriptor()));
        } else if (kind == POLL_READ) {
            receiver.onReadable();
        } else {
            receiver.onWritable();
        }
    }

    @Override
    protected void discard(int kind, int result, int flags) {
        // A poll carries nothing.
    }
}
