package weft.core;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;

import java.util.Arrays;

/** Chunks that arrived and are not yet delivered, oldest first. */
final class ChunkQueue {
    private static final Chunk[] NONE = {};

    // A power of two in length once it is not empty.
    private @Nullable Chunk[] ring = NONE;
    private int head;
    private int count;

    int size() {
        return count;
    }

    void addLast(Chunk chunk) {
        makeRoom();
        ring[(head + count) & (ring.length - 1)] = chunk;
        count++;
    }

    void addFirst(Chunk chunk) {
        makeRoom();
        head = (head - 1) & (ring.length - 1);
        ring[head] = chunk;
        count++;
    }

    /** Takes the oldest chunk; there is one. */
    Chunk removeFirst() {
        Chunk chunk = ring[head];
        if (count == 0 || chunk == null) {
            throw new IllegalStateException("no chunk is held");
        }
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        count--;
        return chunk;
    }

    private void makeRoom() {
        if (count < ring.length) {
            return;
        }
        @Nullable Chunk[] larger = Arrays.copyOfRange(ring, head, head + Math.max(2, 2 * count));
        System.arraycopy(ring, 0, larger, count - head, head);
        ring = larger;
        head = 0;
    }
}
