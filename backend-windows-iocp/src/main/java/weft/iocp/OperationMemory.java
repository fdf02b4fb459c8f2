package weft.iocp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * Blocks for operations: an OVERLAPPED, and behind it what AcceptEx writes. A block is lent from
 * the opening of an endpoint until its last packet has come; Windows writes to it at any time in
 * between.
 */
final class OperationMemory {
    static final int BLOCK_BYTES = Abi.OVERLAPPED_BYTES + 2 * Abi.ACCEPT_ADDRESS_BYTES + Long.BYTES;

    /** Blocks are made this many at a time. */
    private static final int SLAB_BLOCKS = 64;

    private final Arena arena;
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();
    private int lent;

    OperationMemory(Arena arena) {
        this.arena = arena;
    }

    MemorySegment take() {
        if (free.isEmpty()) {
            MemorySegment slab = arena.allocate((long) SLAB_BLOCKS * BLOCK_BYTES, Long.BYTES);
            for (int i = 0; i < SLAB_BLOCKS; i++) {
                free.add(slab.asSlice((long) i * BLOCK_BYTES, BLOCK_BYTES));
            }
        }
        lent++;
        return free.pop();
    }

    void giveBack(MemorySegment block) {
        lent--;
        free.push(block);
    }

    /** Returns how many blocks are lent. */
    int lent() {
        return lent;
    }
}
