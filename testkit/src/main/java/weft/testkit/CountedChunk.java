package weft.testkit;

import weft.spi.Chunk;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A chunk that is counted until its last release. */
final class CountedChunk implements Chunk {
    private final Chunk chunk;
    private final AtomicInteger lent;
    private int references = 1;

    CountedChunk(Chunk chunk, AtomicInteger lent) {
        this.chunk = chunk;
        this.lent = lent;
        lent.incrementAndGet();
    }

    @Override
    public ByteBuffer buffer() {
        return chunk.buffer();
    }

    @Override
    public void retain() {
        chunk.retain();
        references++;
    }

    @Override
    public void release() {
        chunk.release(); // refuses one too many
        references--;
        if (references == 0) {
            lent.decrementAndGet();
        }
    }
}
