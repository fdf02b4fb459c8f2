package weft.bench.netty;

import io.netty.channel.unix.Buffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Is the array of {@code struct iovec} for a gathering call, on a 64-bit system. */
final class NettyVectors {
    /** As many buffers as the engine gathers; more go in further calls. */
    static final int MAXIMUM = 64;

    private static final int BYTES = 2 * Long.BYTES;

    private final ByteBuffer array =
            ByteBuffer.allocateDirect(MAXIMUM * BYTES).order(ByteOrder.nativeOrder());
    private final long address = Buffer.memoryAddress(array);
    private int count;

    /** Points at the first non-empty direct buffers. */
    void fill(ByteBuffer[] buffers, int bufferCount) {
        count = 0;
        for (int i = 0; i < bufferCount && count < MAXIMUM; i++) {
            ByteBuffer buffer = buffers[i];
            if (buffer.hasRemaining()) {
                int at = count * BYTES;
                array.putLong(at, Buffer.memoryAddress(buffer) + buffer.position());
                array.putLong(at + Long.BYTES, buffer.remaining());
                count++;
            }
        }
    }

    int count() {
        return count;
    }

    long address() {
        return address;
    }
}
