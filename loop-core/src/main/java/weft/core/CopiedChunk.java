package weft.core;

import weft.spi.Chunk;

import java.nio.ByteBuffer;

/** A chunk outside the backend's memory, for bytes whose protocol changed while they arrived. */
final class CopiedChunk implements Chunk {
    private final ByteBuffer view;
    private int references = 1;

    CopiedChunk(ByteBuffer bytes) {
        view = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip().asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer buffer() {
        return view;
    }

    @Override
    public void retain() {
        references++;
    }

    @Override
    public void release() {
        if (references == 0) {
            throw new IllegalStateException("the chunk is released already");
        }
        references--;
    }
}
