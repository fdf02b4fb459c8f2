package weft.testkit.simulation;

import weft.spi.Chunk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Hands out memory for received bytes and takes it back. What was released is overwritten at once,
 * and the same view object serves the next chunk, so that a receiver which keeps either by mistake
 * reads rubbish.
 */
final class ChunkPool {
    private static final byte POISON = (byte) 0xDB;

    private final int chunkBytes;
    private final ArrayDeque<PooledChunk> free = new ArrayDeque<>();
    private int outstanding;

    ChunkPool(int chunkBytes) {
        this.chunkBytes = chunkBytes;
    }

    PooledChunk take() {
        PooledChunk chunk = free.poll();
        if (chunk == null) {
            chunk = new PooledChunk(ByteBuffer.allocateDirect(chunkBytes));
        }
        outstanding++;
        chunk.references = 1;
        chunk.memory.clear();
        return chunk;
    }

    /** Makes a chunk of a size of its own, for a datagram that is larger than the pool's. */
    PooledChunk takeAtLeast(int bytes) {
        if (bytes <= chunkBytes) {
            return take();
        }
        outstanding++;
        PooledChunk chunk = new PooledChunk(ByteBuffer.allocateDirect(bytes));
        chunk.references = 1;
        return chunk;
    }

    int outstanding() {
        return outstanding;
    }

    private void giveBack(PooledChunk chunk) {
        outstanding--;
        for (int i = 0; i < chunk.memory.capacity(); i++) {
            chunk.memory.put(i, POISON);
        }
        if (chunk.memory.capacity() == chunkBytes) {
            free.push(chunk);
        }
    }

    /** A chunk, filled through {@link #memory} and then published by {@link #filled}. */
    final class PooledChunk implements Chunk {
        final ByteBuffer memory;
        private ByteBuffer view;
        private int references;

        PooledChunk(ByteBuffer memory) {
            this.memory = memory;
            this.view = memory.asReadOnlyBuffer();
        }

        PooledChunk filled() {
            view = memory.slice(0, memory.position()).asReadOnlyBuffer();
            return this;
        }

        @Override
        public ByteBuffer buffer() {
            requireHeld();
            return view;
        }

        @Override
        public void retain() {
            requireHeld();
            references++;
        }

        @Override
        public void release() {
            requireHeld();
            references--;
            if (references == 0) {
                giveBack(this);
            }
        }

        private void requireHeld() {
            if (references == 0) {
                throw new IllegalStateException("the chunk was released already");
            }
        }
    }
}
