package weft.completion;

import org.jspecify.annotations.Nullable;

import weft.spi.AbstractChunk;
import weft.spi.Chunk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;

/**
 * The memory that all streams of a backend receive into, in blocks of two sizes. For the loop's
 * thread.
 *
 * <p>A receive needs its memory from the submission on, not from the arrival of bytes on: ten
 * thousand idle connections would hold ten thousand blocks. So what waiting receives have is
 * bounded; beyond that they wait for readiness first, at the price of a second operation. What
 * receivers hold on to is bounded, too: beyond that bytes are copied to the heap, and the block is
 * free again.
 */
public final class BlockMemory {
    /** For the messages of most protocols. */
    private static final int SMALL_BYTES = 8 << 10;

    /** For streams that fill the small ones: a message of 100 KiB arrives in one piece. */
    private static final int LARGE_BYTES = 128 << 10;

    /** 1,024 small blocks: so many streams wait for bytes with memory at hand. */
    private static final long LENT_BYTES = 8 << 20;

    /** What all receivers together may hold on to before it is copied. */
    private static final long HELD_BYTES = 16 << 20;

    private final Limits limits;
    private final IntFunction<ByteBuffer> allocator;
    private final ToLongFunction<ByteBuffer> addresses;
    private final ArrayDeque<Block> small = new ArrayDeque<>();
    private final ArrayDeque<Block> large = new ArrayDeque<>();
    private long lentBytes;
    private long heldBytes;
    private int lentBlocks;
    private int heldChunks;

    /**
     * What is bounded.
     *
     * @param smallBytes the size of small blocks
     * @param largeBytes the size of large blocks
     * @param lentBytes how much operations in flight may have
     * @param heldBytes how much receivers may hold
     */
    public record Limits(int smallBytes, int largeBytes, long lentBytes, long heldBytes) {
        /** What suits connections of all sorts. */
        public static final Limits DEFAULT =
                new Limits(SMALL_BYTES, LARGE_BYTES, LENT_BYTES, HELD_BYTES);
    }

    /** A piece of memory that one operation writes to, and then the chunk of what it brought. */
    public static final class Block extends AbstractChunk {
        private final BlockMemory owner;
        private final @Nullable ByteBuffer memory;
        private final long address;
        private final int bytes;

        private Block(BlockMemory owner, ByteBuffer memory, long address) {
            super(memory);
            this.owner = owner;
            this.memory = memory;
            this.address = address;
            this.bytes = memory.capacity();
        }

        /** A copy on the heap, which no operation uses. */
        private Block(BlockMemory owner, ByteBuffer copy) {
            super(copy);
            this.owner = owner;
            this.memory = null;
            this.address = 0;
            this.bytes = copy.capacity();
        }

        /**
         * Returns the whole memory, for whoever has taken the block.
         *
         * @return the buffer that the allocator made, cleared
         */
        public ByteBuffer memory() {
            ByteBuffer all = memory;
            if (all == null) {
                throw new IllegalStateException("a copy has no memory of its own");
            }
            return all.clear();
        }

        /**
         * Returns where the memory begins.
         *
         * @return the address
         */
        public long address() {
            return address;
        }

        /**
         * Returns the size of the block.
         *
         * @return the number of bytes
         */
        public int bytes() {
            return bytes;
        }

        private Block hold(int count) {
            lend(0, count);
            owner.heldChunks++;
            return this;
        }

        @Override
        protected void released() {
            owner.heldChunks--;
            if (memory != null) {
                owner.heldBytes -= bytes;
                owner.push(this);
            }
        }
    }

    /**
     * Creates the memory of one backend.
     *
     * @param limits what is bounded
     * @param allocator makes direct buffers of so many bytes, which are kept
     * @param addresses tells where what remains in a direct buffer begins
     */
    public BlockMemory(
            Limits limits,
            IntFunction<ByteBuffer> allocator,
            ToLongFunction<ByteBuffer> addresses) {
        this.limits = limits;
        this.allocator = allocator;
        this.addresses = addresses;
    }

    /** Returns where what remains in a direct buffer begins. */
    long address(ByteBuffer direct) {
        return addresses.applyAsLong(direct);
    }

    /** Tells whether one more waiting receive may have memory of its own. */
    boolean mayLend() {
        return lentBytes + limits.smallBytes <= limits.lentBytes;
    }

    /** Lends a block for bytes that go to the caller's memory. */
    Block takeFor(int bytes) {
        return take(bytes > limits.smallBytes);
    }

    /**
     * Lends a block to an operation.
     *
     * @param wantLarge whether a large one is wanted, if the bound allows it
     * @return the block, to be given back
     */
    public Block take(boolean wantLarge) {
        boolean isLarge = wantLarge && lentBytes + limits.largeBytes <= limits.lentBytes;
        Block block = (isLarge ? large : small).poll();
        if (block == null) {
            ByteBuffer fresh = allocator.apply(isLarge ? limits.largeBytes : limits.smallBytes);
            block = new Block(this, fresh, addresses.applyAsLong(fresh));
        }
        lentBytes += block.bytes();
        lentBlocks++;
        return block;
    }

    /**
     * Takes a block back from an operation that is over.
     *
     * @param block what {@link #take} returned
     */
    public void giveBack(Block block) {
        lentBytes -= block.bytes();
        lentBlocks--;
        push(block);
    }

    /** Makes a chunk of what a receive brought; the block goes with it or comes back. */
    Chunk chunk(Block block, int count) {
        if (heldBytes + block.bytes() <= limits.heldBytes) {
            lentBytes -= block.bytes();
            lentBlocks--;
            heldBytes += block.bytes();
            return block.hold(count);
        }
        ByteBuffer copy = ByteBuffer.allocate(count);
        copy.put(0, block.memory(), 0, count);
        giveBack(block);
        return new Block(this, copy).hold(count);
    }

    private void push(Block block) {
        (block.bytes() == limits.largeBytes ? large : small).push(block);
    }

    /** Tells whether a receive has shown that its stream should have the other size. */
    static boolean suggestsLarge(Block block, int count, boolean before) {
        return count == block.bytes() || (before && (long) count * 8 > block.bytes());
    }

    /**
     * Returns how much operations have.
     *
     * @return the number of bytes
     */
    public long lentBytes() {
        return lentBytes;
    }

    /**
     * Counts the blocks and chunks that somebody has, for tests of leaks.
     *
     * @return the number
     */
    public int outstanding() {
        return lentBlocks + heldChunks;
    }
}
