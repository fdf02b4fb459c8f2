package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.linux.CallMemory;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.linux.LibC;
import weft.spi.Backend;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A pipe, a character device or a child's standard stream. Not all of these support non-blocking
 * reads through the ring (a terminal would occupy a worker thread of the kernel), but all can be
 * polled; so the ring polls and plain non-blocking calls transfer.
 */
final class UringPipe extends UringEndpoint<StreamEvents> implements StreamEndpoint {
    private static final int READ_BYTES = 64 * 1024;

    private final LibC libc;
    private final CallMemory callMemory;
    private final PollOnce readable = new PollOnce(this, POLL_READ);
    private final PollOnce writable = new PollOnce(this, POLL_WRITE);
    private boolean receiving;
    private @Nullable ByteBuffer target;
    private ByteBuffer @Nullable [] buffers;
    private int count;

    UringPipe(IoUringBackend backend, int fd) {
        super(backend, fd, true);
        this.libc = backend.libc();
        this.callMemory = backend.callMemory();
    }

    @Override
    public void bind(SocketAddress local) {
        throw new UnsupportedOperationException("a pipe has no address");
    }

    @Override
    public void connect(SocketAddress remote) {
        throw new UnsupportedOperationException("a pipe cannot be connected");
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return null;
    }

    @Override
    public void startReceive() {
        requireAttached();
        if (target != null) {
            throw new IllegalStateException("a receive into the caller's memory is in flight");
        }
        receiving = true;
        readable.want(Constants.POLLIN);
    }

    @Override
    public void stopReceive() {
        if (receiving) {
            receiving = false;
            readable.stop();
        }
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        requireAttached();
        if (receiving || target != null) {
            throw new IllegalStateException("a receive is in flight");
        }
        if (!into.hasRemaining() || into.isReadOnly()) {
            throw new IllegalArgumentException("nothing can be received into " + into);
        }
        long result = read(into);
        if (mustWait(result)) {
            target = into;
            readable.want(Constants.POLLIN);
            return Backend.PENDING;
        }
        if (result < 0) {
            throw failure((int) result, "read", descriptor());
        }
        return result == 0 ? Backend.END_OF_STREAM : (int) result;
    }

    private long read(ByteBuffer into) {
        return callMemory.read(into, (address, bytes) -> libc.read(fd(), address, bytes));
    }

    private static boolean mustWait(long result) {
        return result == -Errno.EAGAIN || result == -Errno.EINTR;
    }

    @Override
    public int send(ByteBuffer[] sources, int sourceCount) throws IOException {
        requireAttached();
        if (buffers != null) {
            throw new IllegalStateException("a send is in flight");
        }
        long result = write(sources, sourceCount);
        if (mustWait(result)) {
            buffers = sources;
            count = sourceCount;
            writable.want(Constants.POLLOUT);
            return Backend.PENDING;
        }
        if (result < 0) {
            throw failure((int) result, "write", descriptor());
        }
        return (int) result;
    }

    private long write(ByteBuffer[] sources, int sourceCount) {
        for (int i = 0; i < sourceCount; i++) {
            if (sources[i].hasRemaining()) {
                return callMemory.write(
                        sources[i], (address, bytes) -> libc.write(fd(), address, bytes));
            }
        }
        throw new IllegalArgumentException("nothing to send in " + sourceCount + " buffers");
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireOpen();
        int result = backend.sockets().shutdown(fd(), Constants.SHUT_WR);
        if (result < 0) {
            throw failure(result, "shutdown", descriptor());
        }
    }

    @Override
    protected void cancelAll() {
        receiving = false;
        readable.stop();
        writable.stop();
    }

    @Override
    protected void onCompletion(int kind, int result, int flags) {
        StreamEvents receiver = receiver();
        if (kind == POLL_WRITE) {
            if (writable.completed(result) != 0) {
                onWritable(receiver, Math.min(result, 0));
            }
        } else if (readable.completed(result) != 0) {
            onReadable(receiver, Math.min(result, 0));
        }
    }

    private void onReadable(StreamEvents receiver, int error) {
        ByteBuffer into = target;
        ByteBuffer memory = into != null ? into : ByteBuffer.allocate(READ_BYTES);
        long result = error < 0 ? error : read(memory);
        if (mustWait(result)) {
            readable.rearm();
            return;
        }
        countEvent();
        if (result <= 0 || into != null) {
            target = null;
            receiving = false;
            readable.want(0);
        }
        if (result < 0) {
            IOException cause = failure((int) result, "read", descriptor());
            receiver.onFailure(Operation.RECEIVE, cause);
        } else if (into != null) {
            receiver.onReceivedInto(result == 0 ? Backend.END_OF_STREAM : (int) result);
        } else if (result == 0) {
            receiver.onEndOfStream();
        } else {
            receiver.onReceived(new UringChunk(null, memory).of(0, (int) result));
            if (!isClosing()) {
                readable.rearm();
            }
        }
    }

    private void onWritable(StreamEvents receiver, int error) {
        ByteBuffer[] sources = Objects.requireNonNull(buffers);
        long result = error < 0 ? error : write(sources, count);
        if (mustWait(result)) {
            writable.rearm();
            return;
        }
        writable.want(0);
        buffers = null;
        countEvent();
        if (result < 0) {
            receiver.onFailure(Operation.SEND, failure((int) result, "write", descriptor()));
        } else {
            receiver.onSent(result);
        }
    }

    @Override
    protected void discard(int kind, int result, int flags) {
        // A poll carries nothing.
    }
}
