package weft.iocp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The memory that all streams of a backend receive into.
 *
 * <p>A receive needs its memory from the call on, not from the arrival of bytes on: ten thousand
 * idle connections would hold ten thousand blocks. So beyond a bound receives are started without
 * memory; such a receive of zero bytes ends when there is something to read, at the price of a
 * second call. Blocks that receivers hold on to are bounded, too: beyond that, bytes are copied out
 * and the block is free again.
 */
final class ReceiveMemory {
    /** For the messages of most protocols. */
    private static final int SMALL_BYTES = 8 * 1024;

    /** For streams that fill the small ones: a message of 100 KiB arrives in one piece. */
    private static final int LARGE_BYTES = 128 * 1024;

    /** 1,024 small blocks: so many streams wait for bytes with memory at hand. */
    private static final long LENT_TO_WINDOWS_MAXIMUM_BYTES = 8 << 20;

    /** What all receivers together may hold on to before it is copied. */
    private static final long HELD_MAXIMUM_BYTES = 16 << 20;

    private final Arena arena;
    private final Limits limits;
    private final ArrayDeque<Block> small = new ArrayDeque<>();
    private final ArrayDeque<Block> large = new ArrayDeque<>();
    private long lentToWindowsBytes;
    private long heldBytes;
    private long copies;

    /**
     * What is bounded.
     *
     * @param smallBytes the size of small blocks
     * @param largeBytes the size of large blocks
     * @param lentToWindowsBytes how much pending receives may have
     * @param heldBytes how much receivers may hold
     */
    record Limits(int smallBytes, int largeBytes, long lentToWindowsBytes, long heldBytes) {
        static final Limits DEFAULT =
                new Limits(
                        SMALL_BYTES,
                        LARGE_BYTES,
                        LENT_TO_WINDOWS_MAXIMUM_BYTES,
                        HELD_MAXIMUM_BYTES);
    }

    /** A piece of memory that one receive writes to. */
    static final class Block {
        private final MemorySegment memory;
        private final ByteBuffer view;
        private final boolean isLarge;

        /** What the block's bytes are handed over as, again and again. */
        private final IocpChunk chunk;

        Block(ReceiveMemory owner, MemorySegment memory, boolean isLarge) {
            this.memory = memory;
            this.isLarge = isLarge;
            this.view = memory.asByteBuffer();
            this.chunk = new IocpChunk(owner, this, view.asReadOnlyBuffer());
        }

        long address() {
            return memory.address();
        }

        int bytes() {
            return (int) memory.byteSize();
        }

        /** Copies the first bytes to a buffer, and advances its position. */
        void copyTo(ByteBuffer target, int bytes) {
            target.put(target.position(), view, 0, bytes);
            target.position(target.position() + bytes);
        }
    }

    ReceiveMemory(Arena arena, Limits limits) {
        this.arena = arena;
        this.limits = limits;
    }

    /** Tells whether one more pending receive may have memory of its own. */
    boolean mayLend() {
        return lentToWindowsBytes + limits.smallBytes <= limits.lentToWindowsBytes;
    }

    int smallBytes() {
        return limits.smallBytes;
    }

    /** Lends a block to a receive; large ones only while the bound allows it. */
    Block take(boolean wantLarge) {
        boolean isLarge =
                wantLarge && lentToWindowsBytes + limits.largeBytes <= limits.lentToWindowsBytes;
        Block block = (isLarge ? large : small).poll();
        if (block == null) {
            int bytes = isLarge ? limits.largeBytes : limits.smallBytes;
            block = new Block(this, arena.allocate(bytes, Long.BYTES), isLarge);
        }
        lentToWindowsBytes += block.bytes();
        return block;
    }

    /** Takes a block back from a receive that brought nothing, or whose bytes were copied. */
    void giveBack(Block block) {
        lentToWindowsBytes -= block.bytes();
        (block.isLarge ? large : small).push(block);
    }

    /** Makes a chunk of what a receive brought; the block goes with it or comes back. */
    IocpChunk chunk(Block block, int bytes) {
        if (heldBytes + block.bytes() <= limits.heldBytes) {
            lentToWindowsBytes -= block.bytes();
            heldBytes += block.bytes();
            return block.chunk.of(bytes);
        }
        byte[] copy = new byte[bytes];
        MemorySegment.copy(block.memory, JAVA_BYTE, 0, copy, 0, bytes);
        giveBack(block);
        copies++;
        return new IocpChunk(this, null, ByteBuffer.wrap(copy).asReadOnlyBuffer()).of(bytes);
    }

    /** Takes a block back from its last holder. */
    void released(Block block) {
        heldBytes -= block.bytes();
        (block.isLarge ? large : small).push(block);
    }

    /** Tells whether a receive has shown that its stream should have the other size. */
    static boolean suggestsLarge(Block block, int bytes, boolean before) {
        if (bytes == block.bytes()) {
            return true;
        }
        return before && (long) bytes * 8 > block.bytes();
    }

    long lentToWindowsBytes() {
        return lentToWindowsBytes;
    }

    long heldBytes() {
        return heldBytes;
    }

    /** Returns how many chunks had to be copied. */
    long copies() {
        return copies;
    }
}
