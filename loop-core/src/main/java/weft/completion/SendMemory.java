package weft.completion;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.IntFunction;

/** Lends memory for bytes that have to leave the Java heap before they are sent. */
public final class SendMemory {
    /** Most writes from the heap are small; a block of this size serves them. */
    private static final int SMALL_BYTES = 4 * 1024;

    /** What is larger goes in pieces of this size: as much as a fresh socket's buffer takes. */
    private static final int LARGE_BYTES = 64 * 1024;

    private final IntFunction<ByteBuffer> allocator;
    private final ArrayDeque<ByteBuffer> small = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> large = new ArrayDeque<>();
    private int lent;

    /**
     * Creates the memory of one backend.
     *
     * @param allocator makes direct buffers of so many bytes, which are kept
     */
    public SendMemory(IntFunction<ByteBuffer> allocator) {
        this.allocator = allocator;
    }

    /**
     * Copies what remains of some buffers, as far as a block holds it; they keep their positions.
     *
     * @param sources the buffers
     * @param count how many of them
     * @return a block whose remaining bytes are the copy, to be given back
     */
    public ByteBuffer copy(ByteBuffer[] sources, int count) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += sources[i].remaining();
        }
        ByteBuffer block = take(total);
        for (int i = 0; i < count && block.hasRemaining(); i++) {
            int bytes = Math.min(sources[i].remaining(), block.remaining());
            block.put(block.position(), sources[i], sources[i].position(), bytes);
            block.position(block.position() + bytes);
        }
        return block.flip();
    }

    private ByteBuffer take(long bytes) {
        boolean isSmall = bytes <= SMALL_BYTES;
        ByteBuffer block = (isSmall ? small : large).poll();
        lent++;
        return block == null ? allocator.apply(isSmall ? SMALL_BYTES : LARGE_BYTES) : block.clear();
    }

    /**
     * Takes a block back.
     *
     * @param block what {@link #copy} returned
     */
    public void giveBack(ByteBuffer block) {
        lent--;
        (block.capacity() == SMALL_BYTES ? small : large).push(block);
    }

    /**
     * Returns how many blocks are lent.
     *
     * @return the number
     */
    public int lent() {
        return lent;
    }
}
