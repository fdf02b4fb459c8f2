package weft.core;

import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue in a circular array that grows, whose oldest entries are the batch
 * that is being run. For one thread.
 */
final class ReadyQueue {
    // Room for a busy iteration; grown by doubling.
    private static final int INITIAL_CAPACITY = 256;

    private @Nullable Ready[] entries = new Ready[INITIAL_CAPACITY];
    private int head;
    private int size;
    private int batchSize;

    int size() {
        return size;
    }

    void add(Ready entry) {
        if (size == entries.length) {
            grow();
        }
        entries[(head + size) & (entries.length - 1)] = entry;
        size++;
    }

    /** Returns the oldest entry; there must be one. */
    Ready peek() {
        Ready entry = entries[head];
        assert entry != null;
        return entry;
    }

    /** Removes the oldest entry; there must be one. */
    Ready remove() {
        Ready entry = peek();
        entries[head] = null;
        head = (head + 1) & (entries.length - 1);
        size--;
        return entry;
    }

    void clear() {
        entries = new Ready[INITIAL_CAPACITY];
        head = 0;
        size = 0;
        batchSize = 0;
    }

    // The batch

    /** Makes all that is queued the batch, and returns how much that is. */
    int beginBatch() {
        batchSize = size;
        return size;
    }

    /** Tells whether entries of the batch are left. */
    boolean hasBatch() {
        return batchSize > 0;
    }

    /** Removes the oldest entry, one of the batch; there must be one. */
    Ready takeFromBatch() {
        batchSize--;
        return remove();
    }

    /** Leaves what is left of the batch to the next one. */
    void endBatch() {
        batchSize = 0;
    }

    private void grow() {
        @Nullable Ready[] larger = new Ready[entries.length * 2];
        int tail = entries.length - head;
        System.arraycopy(entries, head, larger, 0, tail);
        System.arraycopy(entries, 0, larger, tail, head);
        entries = larger;
        head = 0;
    }
}
