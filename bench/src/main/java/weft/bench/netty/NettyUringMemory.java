package weft.bench.netty;

import io.netty.channel.unix.Buffer;

import org.jspecify.annotations.Nullable;

import weft.spi.Chunk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * The memory of one loop's operations, in blocks of two sizes.
 *
 * <p>Netty's handler can register rings of buffers, but only Netty's own channels can take buffers
 * out of them: the calls are not public. So each receive brings its own block, from the submission
 * on. Ten thousand idle connections would hold ten thousand blocks; beyond a bound receives wait
 * for readiness first, at the price of a second operation. What receivers hold on to is bounded,
 * too: beyond that bytes are copied to the heap, and the block is free again.
 */
final class NettyUringMemory {
    /** For the messages of most protocols, and for addresses and vectors. */
    static final int SMALL_BYTES = 8 << 10;

    /** For streams that fill the small ones: a message of 100 KiB arrives in one piece. */
    static final int LARGE_BYTES = 128 << 10;

    /** 1,024 small blocks: so many connections wait for bytes with memory at hand. */
    private static final long MAXIMUM_LENT_BYTES = 8 << 20;

    /** What all receivers together may hold on to before it is copied. */
    private static final long MAXIMUM_HELD_BYTES = 16 << 20;

    private final long maximumLentBytes;
    private final long maximumHeldBytes;
    private final ArrayDeque<Block> small = new ArrayDeque<>();
    private final ArrayDeque<Block> large = new ArrayDeque<>();
    private long lentBytes;
    private long heldBytes;
    private int lentBlocks;
    private int heldChunks;

    /** A piece of memory that one operation uses, and then one chunk. */
    final class Block implements Chunk {
        private final @Nullable ByteBuffer memory;
        private final long address;
        private final int bytes;
        private final ByteBuffer whole;
        private ByteBuffer view;
        private int references;

        private Block(int bytes) {
            ByteBuffer fresh = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
            this.memory = fresh;
            this.address = Buffer.memoryAddress(fresh);
            this.bytes = bytes;
            this.whole = fresh.asReadOnlyBuffer();
            this.view = whole;
        }

        /** A copy on the heap, which no operation uses. */
        private Block(ByteBuffer copy) {
            this.memory = null;
            this.address = 0;
            this.bytes = copy.remaining();
            this.whole = copy.asReadOnlyBuffer();
            this.view = whole;
        }

        /** Returns the whole memory, in the processor's byte order. */
        ByteBuffer memory() {
            ByteBuffer all = memory;
            if (all == null) {
                throw new IllegalStateException("a copy has no memory of its own");
            }
            return all.clear();
        }

        long address() {
            return address;
        }

        int bytes() {
            return bytes;
        }

        private Block lend(int count) {
            if (view.capacity() == count) {
                view.order(ByteOrder.BIG_ENDIAN).clear();
            } else {
                // Of this size, so that the block's older bytes cannot be seen through it.
                view = whole.slice(0, count);
            }
            references = 1;
            heldChunks++;
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
            if (--references == 0) {
                heldChunks--;
                if (memory != null) {
                    heldBytes -= bytes;
                    push(this);
                }
            }
        }

        private void requireReference() {
            if (references <= 0) {
                throw new IllegalStateException("this chunk has been released already");
            }
        }
    }

    NettyUringMemory() {
        this(MAXIMUM_LENT_BYTES, MAXIMUM_HELD_BYTES);
    }

    NettyUringMemory(long maximumLentBytes, long maximumHeldBytes) {
        this.maximumLentBytes = maximumLentBytes;
        this.maximumHeldBytes = maximumHeldBytes;
    }

    /** Tells whether one more waiting receive may have memory of its own. */
    boolean mayLend() {
        return lentBytes + SMALL_BYTES <= maximumLentBytes;
    }

    /** Lends a block to an operation; a large one only while the bound allows it. */
    Block take(boolean wantLarge) {
        boolean isLarge = wantLarge && lentBytes + LARGE_BYTES <= maximumLentBytes;
        Block block = (isLarge ? large : small).poll();
        if (block == null) {
            block = new Block(isLarge ? LARGE_BYTES : SMALL_BYTES);
        }
        lentBytes += block.bytes;
        lentBlocks++;
        return block;
    }

    /** Takes a block back from an operation. */
    void giveBack(Block block) {
        lentBytes -= block.bytes;
        lentBlocks--;
        push(block);
    }

    /** Makes a chunk of what a receive brought; the block goes with it or comes back. */
    Chunk chunk(Block block, int count) {
        if (heldBytes + block.bytes <= maximumHeldBytes) {
            lentBytes -= block.bytes;
            lentBlocks--;
            heldBytes += block.bytes;
            return block.lend(count);
        }
        ByteBuffer copy = ByteBuffer.allocate(count);
        copy.put(0, block.memory(), 0, count);
        giveBack(block);
        return new Block(copy).lend(count);
    }

    private void push(Block block) {
        (block.bytes == LARGE_BYTES ? large : small).push(block);
    }

    /** Returns whether the next receive of a stream should have a large block. */
    static boolean suggestsLarge(Block block, int count, boolean before) {
        return count == block.bytes || (before && (long) count * 8 > block.bytes);
    }

    /** Counts the blocks and chunks that somebody has. */
    int outstanding() {
        return lentBlocks + heldChunks;
    }
}
