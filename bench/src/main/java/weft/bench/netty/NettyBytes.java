package weft.bench.netty;

import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.FileDescriptor;

import weft.spi.Backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;

/**
 * Moves bytes between buffers and one descriptor, through Netty's calls on addresses. Those answer
 * 0 for what would block. Buffers on the heap go through the memory of the loop, one piece for each
 * call: levels report the rest at once.
 */
abstract class NettyBytes extends NettyPollable {
    NettyBytes(NettyEpollFacility facility, FileDescriptor descriptor) {
        super(facility, descriptor, true);
    }

    /** Reads, and returns bytes, 0 if it would block, or -1 at the end. */
    abstract int read(long address, int from, int to) throws IOException;

    /** Writes, and returns bytes, 0 if it would block. */
    abstract int write(long address, int from, int to) throws IOException;

    /** Serves {@link weft.readiness.StreamSocket#receive}. */
    public final int receive(ByteBuffer target) throws IOException {
        boolean direct = target.isDirect();
        ByteBuffer memory = direct ? target : facility.scratch(target.remaining());
        int from = memory.position();
        int bytes;
        try {
            bytes = read(Buffer.memoryAddress(memory), from, memory.limit());
        } catch (IOException | NotYetConnectedException e) {
            throw NettyErrors.translate(e, "receive");
        }
        if (bytes <= 0) {
            return bytes == 0 ? Backend.PENDING : Backend.END_OF_STREAM;
        }
        if (direct) {
            target.position(from + bytes);
        } else {
            target.put(memory.limit(bytes));
        }
        return bytes;
    }

    /** Serves {@link weft.readiness.StreamSocket#send}. */
    public final long send(ByteBuffer[] buffers, int count) throws IOException {
        try {
            return count == 1 && buffers[0].isDirect()
                    ? sendOne(buffers[0])
                    : sendSeveral(buffers, count);
        } catch (IOException | NotYetConnectedException e) {
            throw NettyErrors.translate(e, "send");
        }
    }

    private int sendOne(ByteBuffer buffer) throws IOException {
        int from = buffer.position();
        int bytes = write(Buffer.memoryAddress(buffer), from, buffer.limit());
        buffer.position(from + bytes);
        return bytes;
    }

    private long sendSeveral(ByteBuffer[] buffers, int count) throws IOException {
        boolean direct = true;
        for (int i = 0; i < count; i++) {
            direct &= buffers[i].isDirect();
        }
        long bytes;
        if (direct) {
            NettyVectors vectors = facility.vectors();
            vectors.fill(buffers, count);
            bytes = fd().writevAddresses(vectors.address(), vectors.count());
        } else {
            ByteBuffer piece = facility.copy(buffers, count);
            bytes = write(Buffer.memoryAddress(piece), 0, piece.limit());
        }
        advance(buffers, bytes);
        return bytes;
    }

    private static void advance(ByteBuffer[] sent, long bytes) {
        long left = bytes;
        for (int i = 0; left > 0; i++) {
            int part = (int) Math.min(left, sent[i].remaining());
            sent[i].position(sent[i].position() + part);
            left -= part;
        }
    }
}
