package weft.bench.echo;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Buffers that the connections of one loop use one after another. A receive holds its buffer for as
 * long as the connection is idle, so one for all would not do; what a connection leaves, the next
 * takes. They come in few sizes: most connections never need more than the smallest. Only for the
 * loop's thread.
 */
final class BufferShelf {
    /** Several messages of the small sizes, one of the usual ones. */
    static final int SMALLEST_BYTES = 2 * 1024;

    /** One read of the largest message of the usual sizes. */
    static final int LARGEST_BYTES = 128 * 1024;

    /** From one size to the next. */
    private static final int GROWTH = 8;

    /** Small buffers are cut from pieces of this size: each allocation is zeroed and registered. */
    private static final int SLAB_BYTES = 256 * 1024;

    private final List<ArrayDeque<ByteBuffer>> shelves = new ArrayList<>();

    BufferShelf() {
        for (int size = SMALLEST_BYTES; size <= LARGEST_BYTES; size *= GROWTH) {
            shelves.add(new ArrayDeque<>());
        }
    }

    /** Returns a buffer of the smallest size. */
    ByteBuffer take() {
        return take(SMALLEST_BYTES);
    }

    /** Takes a buffer back and returns one of the next size, or the same if there is none. */
    ByteBuffer exchange(ByteBuffer buffer) {
        if (buffer.capacity() == LARGEST_BYTES) {
            return buffer;
        }
        giveBack(buffer);
        return take(buffer.capacity() * GROWTH);
    }

    /** Takes a buffer back. */
    void giveBack(ByteBuffer buffer) {
        shelf(buffer.capacity()).addFirst(buffer);
    }

    private ByteBuffer take(int size) {
        ArrayDeque<ByteBuffer> shelf = shelf(size);
        if (shelf.isEmpty()) {
            ByteBuffer slab = ByteBuffer.allocateDirect(SLAB_BYTES);
            for (int start = 0; start + size <= SLAB_BYTES; start += size) {
                shelf.addLast(slab.slice(start, size));
            }
        }
        return shelf.removeFirst();
    }

    private ArrayDeque<ByteBuffer> shelf(int size) {
        int index = 0;
        for (int each = SMALLEST_BYTES; each < size; each *= GROWTH) {
            index++;
        }
        return shelves.get(index);
    }
}
