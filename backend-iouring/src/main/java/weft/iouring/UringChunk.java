package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Received bytes: a window of a ring's buffer, or a copy when too many buffers are held. */
final class UringChunk implements Chunk {
    private final BufferRing.@Nullable Buffer buffer;
    private final ByteBuffer whole;
    private ByteBuffer view;
    private int viewStart;
    private int references;

    /** The next unused chunk of the same buffer. */
    @Nullable UringChunk next;

    UringChunk(BufferRing.@Nullable Buffer buffer, ByteBuffer whole) {
        this.buffer = buffer;
        this.whole = whole;
        this.view = whole;
    }

    /** Starts a life with one reference. */
    UringChunk of(int start, int bytes) {
        if (start == viewStart && bytes == view.capacity()) {
            view.order(ByteOrder.BIG_ENDIAN).clear();
        } else {
            // Just these bytes: their neighbours in the buffer are other connections'.
            view = whole.slice(start, bytes);
            viewStart = start;
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
