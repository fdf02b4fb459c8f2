package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;

import java.nio.ByteBuffer;

/** Received bytes: a window of a ring's buffer, or a copy when too many buffers are held. */
final class UringChunk implements Chunk {
    private final BufferRing.@Nullable Buffer buffer;
    private final ByteBuffer view;
    private int references;

    /** The next unused chunk of the same buffer. */
    @Nullable UringChunk next;

    UringChunk(BufferRing.@Nullable Buffer buffer, ByteBuffer view) {
        this.buffer = buffer;
        this.view = view;
    }

    /** Starts a life with one reference. */
    UringChunk of(int start, int bytes) {
        view.limit(start + bytes).position(start);
        references = 1;
        return this;
    }

    @Override
    public ByteBuffer buffer() {
        return view;
    }

    @Override
    public void retain() {
        requireReference();
        references++;
    }

    @Override
    public void release() {
        requireReference();
        references--;
        if (references == 0 && buffer != null) {
            buffer.recycle(this);
            buffer.release();
        }
    }

    private void requireReference() {
        if (references == 0) {
            throw new IllegalStateException("this chunk has been released already");
        }
    }
}
