package weft.spi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Counts the references of a chunk and keeps its view, for backends whose memory is lent again and
 * again. All it does is final, so that receiving costs no virtual call but the last release. For
 * the loop's thread only.
 */
public abstract class AbstractChunk implements Chunk {
    private final ByteBuffer whole;
    private ByteBuffer view;
    private int viewStart;
    private int references;

    /**
     * Creates a chunk that nobody holds yet.
     *
     * @param memory all the memory it may ever lend; it stays the caller's to write to
     */
    protected AbstractChunk(ByteBuffer memory) {
        whole = memory.asReadOnlyBuffer().clear();
        view = whole;
    }

    /**
     * Lends some of the memory, with one reference. The view of the last time serves again if it
     * shows the same bytes: then nothing is allocated.
     *
     * @param start where the bytes begin in the memory
     * @param bytes how many they are
     */
    protected final void lend(int start, int bytes) {
        if (start == viewStart && bytes == view.capacity()) {
            // Whoever had it before may have left any order, mark, position and limit behind.
            view.order(ByteOrder.BIG_ENDIAN).clear();
        } else {
            // Just these bytes: what surrounds them is older, or another connection's. The whole
            // itself may have been the view, and a slice is taken within its limit.
            view = whole.clear().slice(start, bytes);
            viewStart = start;
        }
        references = 1;
    }

    /** Takes the memory back, after the last release. */
    protected abstract void released();

    @Override
    public final ByteBuffer buffer() {
        return view;
    }

    @Override
    public final void retain() {
        requireReference();
        references++;
    }

    @Override
    public final void release() {
        requireReference();
        if (--references == 0) {
            released();
        }
    }

    private void requireReference() {
        if (references == 0) {
            throw new IllegalStateException("the chunk has been released already");
        }
    }
}
