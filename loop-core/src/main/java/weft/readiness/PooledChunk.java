package weft.readiness;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Lends one cell of a {@link ChunkPool}. The memory and both its views live as long as the pool.
 */
final class PooledChunk implements Chunk {
    final int sizeClass;
    @Nullable PooledChunk nextFree;

    private final ChunkPool pool;
    private final ByteBuffer memory;
    private ByteBuffer view;
    private int references;

    PooledChunk(ChunkPool pool, ByteBuffer memory, int sizeClass) {
        this.pool = pool;
        this.memory = memory;
        this.view = memory.asReadOnlyBuffer();
        this.sizeClass = sizeClass;
    }

    /** Returns the whole cell, to be received into. */
    ByteBuffer memory() {
        return memory.clear();
    }

    int capacity() {
        return memory.capacity();
    }

    /** Makes this a chunk of so many bytes with one reference. */
    PooledChunk lend(int bytes) {
        if (view.capacity() == bytes) {
            // Whoever had the cell before may have left any order, mark, position and limit behind.
            view.order(ByteOrder.BIG_ENDIAN).clear();
        } else {
            // Of this size, so that the cell's older bytes cannot be seen through it.
            view = memory.slice(0, bytes).asReadOnlyBuffer();
        }
        references = 1;
        return this;
    }

    @Override
    public ByteBuffer buffer() {
        return view;
    }

    @Override
    public void retain() {
        if (references <= 0) {
            throw new IllegalStateException("the chunk was released already");
        }
        references++;
    }

    @Override
    public void release() {
        if (references <= 0) {
            throw new IllegalStateException("the chunk was released already");
        }
        if (--references == 0) {
            pool.takeBack(this);
        }
    }
}
