package weft.iocp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/** Memory for bytes that have to leave the Java heap before they are sent. */
final class SendMemory {
    /** Most writes from the heap are small; a block of this size serves them. */
    private static final int SMALL_BYTES = 4 * 1024;

    /** What is larger goes in pieces of this size: as much as a fresh socket's buffer takes. */
    private static final int LARGE_BYTES = 64 * 1024;

    private final Arena arena;
    private final ArrayDeque<MemorySegment> small = new ArrayDeque<>();
    private final ArrayDeque<MemorySegment> large = new ArrayDeque<>();
    private int lent;

    SendMemory(Arena arena) {
        this.arena = arena;
    }

    /** Lends a block; it may be smaller than what was asked for. */
    MemorySegment take(long bytes) {
        boolean isSmall = bytes <= SMALL_BYTES;
        MemorySegment block = (isSmall ? small : large).poll();
        lent++;
        return block == null ? arena.allocate(isSmall ? SMALL_BYTES : LARGE_BYTES) : block;
    }

    void giveBack(MemorySegment block) {
        lent--;
        (block.byteSize() == SMALL_BYTES ? small : large).push(block);
    }

    /** Returns how many blocks are lent. */
    int lent() {
        return lent;
    }
}
