package weft.readiness;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * Lends memory to receive into, for one loop.
 *
 * <p>Facts it rests on: a socket that is not readable needs no memory, so cells belong to the loop
 * and a connection holds one only from its read until the last release. The cell released last is
 * the one most likely in the cache, so free cells form a stack. The kernel copies what it has, so
 * the size of a cell costs nothing by itself; but a cell larger than what arrives wastes a cache
 * way when many are lent at once, and a smaller one costs another call. Hence four sizes, and each
 * connection moves among them by what it got ({@link ReceiveSizing}).
 *
 * <p>Memory is taken in slabs and kept. When the bound is reached, any free cell serves; when there
 * is none, bytes are received into a scratch cell and copied to the heap, so that somebody who
 * keeps chunks stops nobody else.
 */
final class ChunkPool {
    /** Sizes of the cells. The largest holds what loopback TCP delivers at once. */
    static final int[] CELL_BYTES = {4 << 10, 16 << 10, 64 << 10, 256 << 10};

    /** Where a new connection starts: what one read of a usual request needs at the most. */
    static final int FIRST_CLASS = 1;

    /** Size of the scratch cell, a quarter of a burst: the copy to the heap follows it anyway. */
    private static final int SCRATCH_BYTES = 64 << 10;

    /** Small cells are cut from one piece of memory, so that there are few pieces to keep. */
    private static final int SLAB_BYTES = 64 << 10;

    /** Marks chunks that are not the pool's. */
    private static final int UNPOOLED = -1;

    private final @Nullable PooledChunk[] free = new PooledChunk[CELL_BYTES.length];
    private final long maximumBytes;
    private @Nullable PooledChunk scratch;
    private long pooledBytes;
    private int lentChunks;

    ChunkPool(long maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    /** Takes a cell to receive into; to be followed by {@link #lend} or {@link #putBack}. */
    PooledChunk acquire(int sizeClass) {
        PooledChunk cell = free[sizeClass];
        if (cell != null) {
            free[sizeClass] = cell.nextFree;
            cell.nextFree = null;
            return cell;
        }
        return acquireElsewhere(sizeClass);
    }

    /** Makes a chunk of the bytes that were received into a cell. */
    PooledChunk lend(PooledChunk cell, int bytes) {
        lentChunks++;
        if (cell != scratch) {
            return cell.lend(bytes);
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        copy.put(0, cell.memory(), 0, bytes);
        return new PooledChunk(this, copy, UNPOOLED).lend(bytes);
    }

    /** Gives a cell back into which nothing was received. */
    void putBack(PooledChunk cell) {
        if (cell != scratch) {
            push(cell);
        }
    }

    /** Takes a chunk back after its last release. */
    void takeBack(PooledChunk chunk) {
        lentChunks--;
        if (chunk.sizeClass != UNPOOLED) {
            push(chunk);
        }
    }

    /** Counts the chunks that somebody holds. */
    int lentChunks() {
        return lentChunks;
    }

    /** Counts the bytes taken from the system, lent or free. */
    long pooledBytes() {
        return pooledBytes;
    }

    private void push(PooledChunk cell) {
        cell.nextFree = free[cell.sizeClass];
        free[cell.sizeClass] = cell;
    }

    private PooledChunk acquireElsewhere(int sizeClass) {
        if (pooledBytes + Math.max(CELL_BYTES[sizeClass], SLAB_BYTES) <= maximumBytes) {
            addSlab(sizeClass);
            return acquire(sizeClass);
        }
        for (int smaller = sizeClass - 1; smaller >= 0; smaller--) {
            if (free[smaller] != null) {
                return acquire(smaller);
            }
        }
        for (int larger = sizeClass + 1; larger < free.length; larger++) {
            if (free[larger] != null) {
                return acquire(larger);
            }
        }
        if (scratch == null) {
            scratch = new PooledChunk(this, ByteBuffer.allocateDirect(SCRATCH_BYTES), UNPOOLED);
        }
        return scratch;
    }

    private void addSlab(int sizeClass) {
        int cellBytes = CELL_BYTES[sizeClass];
        int slabBytes = Math.max(cellBytes, SLAB_BYTES);
        ByteBuffer slab = ByteBuffer.allocateDirect(slabBytes);
        pooledBytes += slabBytes;
        for (int offset = slabBytes - cellBytes; offset >= 0; offset -= cellBytes) {
            push(new PooledChunk(this, slab.slice(offset, cellBytes), sizeClass));
        }
    }
}
