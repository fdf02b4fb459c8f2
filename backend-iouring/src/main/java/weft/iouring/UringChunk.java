package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.spi.AbstractChunk;

import java.nio.ByteBuffer;

/** Received bytes: a window of a ring's buffer, or a copy when too many buffers are held. */
final class UringChunk extends AbstractChunk {
    private final BufferRing.@Nullable Buffer buffer;

    /** The next unused chunk of the same buffer. */
    @Nullable UringChunk next;

    UringChunk(BufferRing.@Nullable Buffer buffer, ByteBuffer whole) {
        super(whole);
        this.buffer = buffer;
    }

    /** Starts a life with one reference. */
    UringChunk of(int start, int bytes) {
        lend(start, bytes);
        return this;
    }

    @Override
    protected void released() {
        if (buffer != null) {
            buffer.recycle(this);
            buffer.release();
        }
    }
}
