package weft.core;

import weft.spi.AbstractChunk;

import java.nio.ByteBuffer;

/** A chunk outside the backend's memory, for bytes whose protocol changed while they arrived. */
final class CopiedChunk extends AbstractChunk {
    CopiedChunk(ByteBuffer bytes) {
        super(ByteBuffer.allocate(bytes.remaining()).put(bytes));
        lend(0, buffer().capacity());
    }

    @Override
    protected void released() {
        // The collector's.
    }
}
