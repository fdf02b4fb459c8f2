package weft.core;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;

import java.nio.ByteBuffer;

/**
 * A run of bytes that waits to be sent: a link of an {@link OutputQueue}, taken from a {@link
 * BufferPool} and given back to it.
 *
 * <p>The range is kept here and not in the buffer's position and limit. While a send is in flight
 * those belong to the backend, and those of a received chunk's view to whoever looks at the chunk.
 */
final class Segment {
    /** Where the bytes are, and so what becomes of the memory in the end. */
    enum Memory {
        /** One of the pool's blocks, for ever. */
        BLOCK,
        /** A received chunk, which is held by a reference of its own. */
        CHUNK,
        /** A buffer made for one large write, left to the garbage collector. */
        ONE_OFF
    }

    Memory memory;
    ByteBuffer buffer;
    @Nullable Chunk chunk;
    int start;
    int length;
    @Nullable Segment next;

    /** Holds the buffer while it is sent alone: what is lent to the backend is an array. */
    final @Nullable ByteBuffer[] alone = new ByteBuffer[1];

    Segment(Memory memory, ByteBuffer buffer) {
        this.memory = memory;
        this.buffer = buffer;
    }

    /** Returns how many bytes can still be appended. */
    int room() {
        return memory == Memory.CHUNK ? 0 : buffer.capacity() - start - length;
    }

    /**
     * Copies bytes to the end.
     *
     * @param data where they come from; its position is advanced
     * @param count how many, at most {@link #room}
     */
    void append(ByteBuffer data, int count) {
        buffer.put(clearedEnd(count), data, data.position(), count);
        data.position(data.position() + count);
        length += count;
    }

    /** Sets position and limit to the range, for the backend to read. */
    ByteBuffer readied() {
        return buffer.limit(start + length).position(start);
    }

    private int clearedEnd(int count) {
        int end = start + length;
        buffer.limit(end + count);
        return end;
    }
}
