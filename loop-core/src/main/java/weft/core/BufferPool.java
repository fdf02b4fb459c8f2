package weft.core;

import org.jspecify.annotations.Nullable;

import weft.core.Segment.Memory;
import weft.spi.Chunk;

import java.nio.ByteBuffer;

/**
 * The memory that one loop copies outgoing bytes into. Direct, so that a backend can hand it to the
 * system as it is; cut from slabs, because a direct buffer of its own costs microseconds and a
 * cleaner. What was given back last is taken first: it is still in the processor's cache.
 */
final class BufferPool {
    /** What a block holds: the small writes of one iteration, or a piece of a large one. */
    static final int BLOCK_BYTES = 16 * 1024;

    /** How many blocks are cut from one allocation: 256 KiB, a small step for a small program. */
    static final int BLOCKS_PER_SLAB = 16;

    /** How many blocks exist at the most, 16 MiB: what is needed beyond is not kept. */
    static final int MAX_BLOCKS = 1024;

    /** A write beyond this gets a buffer of its own, which saves it from being sent in shreds. */
    static final int ONE_OFF_BYTES = 256 * 1024;

    /** How many links without memory are kept: enough for a chunk in flight on each of them. */
    static final int MAX_FREE_LINKS = 4096;

    private static final ByteBuffer NO_MEMORY = ByteBuffer.allocate(0);

    private @Nullable Segment freeBlocks;
    private @Nullable Segment freeLinks;
    private int blockCount;
    private int freeLinkCount;
    private int takenCount;

    /** Takes memory to copy bytes into, empty. */
    Segment take(int wantedBytes) {
        takenCount++;
        if (wantedBytes > ONE_OFF_BYTES) {
            return oneOff(wantedBytes);
        }
        if (freeBlocks == null) {
            if (blockCount == MAX_BLOCKS) {
                return oneOff(Math.max(wantedBytes, BLOCK_BYTES));
            }
            cutSlab();
        }
        Segment block = freeBlocks;
        freeBlocks = block.next;
        block.next = null;
        return block;
    }

    /**
     * Takes a link for bytes that stay in their chunk.
     *
     * @param chunk the chunk; a reference to it goes over to the segment
     * @param view a view of it, whose remaining bytes are meant
     */
    Segment takeFor(Chunk chunk, ByteBuffer view) {
        takenCount++;
        Segment link = link(Memory.CHUNK, view);
        link.chunk = chunk;
        link.start = view.position();
        link.length = view.remaining();
        return link;
    }

    /** Gives a segment back; its chunk, if any, is released. */
    void giveBack(Segment segment) {
        takenCount--;
        segment.start = 0;
        segment.length = 0;
        segment.alone[0] = null;
        if (segment.memory == Memory.BLOCK) {
            segment.next = freeBlocks;
            freeBlocks = segment;
            return;
        }
        Chunk chunk = segment.chunk;
        segment.chunk = null;
        segment.buffer = NO_MEMORY;
        if (freeLinkCount < MAX_FREE_LINKS) {
            segment.next = freeLinks;
            freeLinks = segment;
            freeLinkCount++;
        }
        if (chunk != null) {
            chunk.release();
        }
    }

    /** Returns how many segments are out, which is 0 when nothing waits to be sent. */
    int takenCount() {
        return takenCount;
    }

    private Segment oneOff(int bytes) {
        return link(Memory.ONE_OFF, ByteBuffer.allocateDirect(bytes));
    }

    private Segment link(Memory memory, ByteBuffer buffer) {
        Segment link = freeLinks;
        if (link == null) {
            return new Segment(memory, buffer);
        }
        freeLinks = link.next;
        freeLinkCount--;
        link.next = null;
        link.memory = memory;
        link.buffer = buffer;
        return link;
    }

    private void cutSlab() {
        ByteBuffer slab = ByteBuffer.allocateDirect(BLOCKS_PER_SLAB * BLOCK_BYTES);
        for (int i = BLOCKS_PER_SLAB - 1; i >= 0; i--) {
            Segment block = new Segment(Memory.BLOCK, slab.slice(i * BLOCK_BYTES, BLOCK_BYTES));
            block.next = freeBlocks;
            freeBlocks = block;
        }
        blockCount += BLOCKS_PER_SLAB;
    }
}
