package weft.readiness;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;
import weft.spi.Operation;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Sends for a stream: at once if the system takes anything, else when it is writable.
 *
 * <p>A send that was not taken whole filled the system's buffer, so the next one waits without a
 * call that is known to fail. That can only be out of date towards writable, and then the wait ends
 * at once.
 */
final class ReadinessSender {
    private final ReadinessStream stream;
    private final StreamSocket socket;
    private ByteBuffer @Nullable [] buffers;
    private @Nullable FileSend fileSend;
    private int count;
    private boolean filled;
    private boolean shut;

    ReadinessSender(ReadinessStream stream, StreamSocket socket) {
        this.stream = stream;
        this.socket = socket;
    }

    /** Remembers a file send that waits. */
    private record FileSend(FileChannel file, long position, long count) {}

    int send(ByteBuffer[] offeredBuffers, int offeredCount) throws IOException {
        requireOpen();
        long offered = remaining(offeredBuffers, offeredCount);
        if (!filled) {
            long bytes = sendOnce(offeredBuffers, offeredCount, offered);
            if (bytes != Backend.PENDING) {
                return (int) Math.min(bytes, Integer.MAX_VALUE);
            }
        }
        buffers = offeredBuffers;
        count = offeredCount;
        stream.want(Pollable.WRITE);
        return Backend.PENDING;
    }

    long sendFile(FileChannel file, long position, long length) throws IOException {
        requireOpen();
        FileSend send = new FileSend(file, position, length);
        if (!filled) {
            long bytes = sendOnce(send);
            if (bytes != Backend.PENDING) {
                return bytes;
            }
        }
        fileSend = send;
        stream.want(Pollable.WRITE);
        return Backend.PENDING;
    }

    void shutDown() throws IOException {
        requireNonePending();
        shut = true;
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw IoFailures.describe("shutdown", stream.remoteAddress(), e);
        }
    }

    /** Learns that the system takes something again. */
    void emptied() {
        filled = false;
    }

    /** Takes writability. */
    void ready() {
        filled = false;
        if (!isPending()) {
            return;
        }
        ByteBuffer[] pending = buffers;
        long bytes;
        try {
            bytes =
                    pending != null
                            ? sendOnce(pending, count, remaining(pending, count))
                            : sendOnce(requireNonNull(fileSend));
        } catch (IOException e) {
            forget();
            stream.unwant(Pollable.WRITE);
            stream.deliverFailure(Operation.SEND, e);
            return;
        }
        if (bytes != Backend.PENDING) {
            forget();
            stream.unwant(Pollable.WRITE);
            stream.deliverSent(bytes);
        }
    }

    /** Ends what is pending because it cannot be waited for. */
    void refused(IOException cause) {
        if (isPending()) {
            forget();
            stream.deliverFailure(
                    Operation.SEND, IoFailures.describe("send", stream.remoteAddress(), cause));
        }
    }

    /** Lets go of the sender's buffers. */
    void forget() {
        buffers = null;
        fileSend = null;
    }

    private boolean isPending() {
        return buffers != null || fileSend != null;
    }

    private long sendOnce(ByteBuffer[] offeredBuffers, int offeredCount, long offered)
            throws IOException {
        long bytes;
        try {
            bytes = socket.send(offeredBuffers, offeredCount);
        } catch (IOException e) {
            throw IoFailures.describe("send", stream.remoteAddress(), e);
        }
        filled = bytes < offered;
        return bytes == 0 ? Backend.PENDING : bytes;
    }

    private long sendOnce(FileSend send) throws IOException {
        long bytes;
        try {
            bytes = socket.sendFile(send.file, send.position, send.count);
        } catch (IOException e) {
            throw IoFailures.describe("send file", stream.remoteAddress(), e);
        }
        filled = bytes == Backend.PENDING;
        return bytes;
    }

    private void requireOpen() throws IOException {
        requireNonePending();
        if (shut) {
            throw IoFailures.describe(
                    "send",
                    stream.remoteAddress(),
                    new SocketException("the sending side is shut down"));
        }
    }

    private void requireNonePending() {
        if (isPending()) {
            throw new IllegalStateException("a send is in flight: " + stream);
        }
    }

    private static long remaining(ByteBuffer[] buffers, int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += buffers[i].remaining();
        }
        if (bytes == 0) {
            throw new IllegalArgumentException("there is nothing to send in " + count + " buffers");
        }
        return bytes;
    }
}
