package weft.readiness;

import org.jspecify.annotations.Nullable;

import weft.spi.AbstractChunk;

import java.nio.ByteBuffer;

/**
 * Lends one cell of a {@link ChunkPool}. The memory and both its views live as long as the pool.
 */
final class PooledChunk extends AbstractChunk {
    final int sizeClass;
    @Nullable PooledChunk nextFree;

    private final ChunkPool pool;
    private final ByteBuffer memory;

    PooledChunk(ChunkPool pool, ByteBuffer memory, int sizeClass) {
        super(memory);
        this.pool = pool;
        this.memory = memory;
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
        lend(0, bytes);
        return this;
    }

    @Override
    protected void released() {
        pool.takeBack(this);
    }
}
