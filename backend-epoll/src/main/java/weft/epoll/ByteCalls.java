package weft.epoll;

import org.jspecify.annotations.Nullable;

import weft.linux.CallMemory;
import weft.linux.Errno;
import weft.spi.Backend;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Moves bytes between buffers and one descriptor. Direct buffers are read and written where they
 * are. Those on the heap, which the kernel cannot reach, go through the memory of the loop in
 * pieces; when a later piece fails, the bytes of the earlier ones are reported first and the
 * failure at the next call.
 */
abstract class ByteCalls extends EpollPollable {
    private @Nullable IOException receiveFailure;
    private @Nullable IOException sendFailure;

    ByteCalls(EpollFacility facility, int fd) {
        super(facility, fd, true);
    }

    /** Reads, and returns bytes, 0 at the end, or a negated error number. */
    abstract long read(long address, int bytes);

    /** Writes, and returns bytes or a negated error number. */
    abstract long write(long address, int bytes);

    /** Writes from an array of struct iovec, and returns bytes or a negated error number. */
    abstract long write(Vectors vectors);

    /** Serves {@link weft.readiness.StreamSocket#receive}. */
    public final int receive(ByteBuffer target) throws IOException {
        if (!target.isDirect()) {
            return receiveCopied(target);
        }
        long result = read(address(target), target.remaining());
        if (result > 0) {
            target.position(target.position() + (int) result);
            return (int) result;
        }
        return nothingReceived(result);
    }

    private static int nothingReceived(long result) throws IOException {
        if (result == 0) {
            return Backend.END_OF_STREAM;
        }
        if (mustWait(result)) {
            return Backend.PENDING;
        }
        throw Errno.unnamed((int) -result, "receive");
    }

    private int receiveCopied(ByteBuffer target) throws IOException {
        IOException failure = receiveFailure;
        if (failure != null) {
            receiveFailure = null;
            throw failure;
        }
        CallMemory memory = facility.memory();
        int total = 0;
        while (target.hasRemaining()) {
            int room = Math.min(target.remaining(), CallMemory.MAXIMUM_BYTES);
            long result = memory.read(target, this::read);
            if (result <= 0 && total == 0) {
                return nothingReceived(result);
            }
            if (result < 0 && !mustWait(result)) {
                receiveFailure = Errno.unnamed((int) -result, "receive");
            }
            total += (int) Math.max(result, 0);
            if (result < room) {
                break;
            }
        }
        return total;
    }

    /** Serves {@link weft.readiness.StreamSocket#send}. */
    public final long send(ByteBuffer[] buffers, int count) throws IOException {
        IOException failure = sendFailure;
        if (failure != null) {
            sendFailure = null;
            throw failure;
        }
        if (count > 1 || !buffers[0].isDirect()) {
            return sendSeveral(buffers, count);
        }
        ByteBuffer buffer = buffers[0];
        long result = write(address(buffer), buffer.remaining());
        if (result > 0) {
            buffer.position(buffer.position() + (int) result);
            return result;
        }
        return nothingSent(result);
    }

    private static long nothingSent(long result) throws IOException {
        if (result == 0 || mustWait(result)) {
            return 0;
        }
        throw Errno.unnamed((int) -result, "send");
    }

    private long sendSeveral(ByteBuffer[] buffers, int count) throws IOException {
        boolean direct = true;
        long offered = 0;
        for (int i = 0; i < count; i++) {
            direct &= buffers[i].isDirect();
            offered += buffers[i].remaining();
        }
        long total = 0;
        while (total < offered) {
            long tried;
            long result;
            if (direct) {
                Vectors vectors = facility.vectors();
                tried = vectors.fill(buffers, count);
                result = write(vectors);
            } else {
                int copied = facility.memory().copyOut(buffers, count);
                tried = copied;
                result = write(facility.memory().bytes().address(), copied);
            }
            if (result <= 0 && total == 0) {
                return nothingSent(result);
            }
            if (result < 0 && !mustWait(result)) {
                sendFailure = Errno.unnamed((int) -result, "send");
            }
            if (result > 0) {
                advance(buffers, result);
                total += result;
            }
            if (result < tried) {
                break;
            }
        }
        return total;
    }

    private static void advance(ByteBuffer[] sent, long bytes) {
        long left = bytes;
        for (int i = 0; left > 0; i++) {
            int part = (int) Math.min(left, sent[i].remaining());
            sent[i].position(sent[i].position() + part);
            left -= part;
        }
    }

    /**
     * Returns where a direct buffer's position is. The segment is gone once this is compiled; to
     * remember addresses instead costs more, because a thousand connections' buffers evict each
     * other from any table that stays in the cache.
     */
    static long address(ByteBuffer direct) {
        return MemorySegment.ofBuffer(direct).address();
    }

    static boolean mustWait(long result) {
        return result == -Errno.EAGAIN || result == -Errno.EINTR;
    }
}
