package weft.readiness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.spi.Chunk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

class ChunkPoolTest {
    private static final int LARGEST = ChunkPool.CELL_BYTES.length - 1;

    private final ChunkPool pool = new ChunkPool(1 << 20);

    private Chunk received(int sizeClass, byte value, int bytes) {
        PooledChunk cell = pool.acquire(sizeClass);
        ByteBuffer memory = cell.memory();
        for (int i = 0; i < bytes; i++) {
            memory.put(value);
        }
        return pool.lend(cell, bytes);
    }

    @Test
    void theCellReleasedLastIsLentFirstAndItsViewIsAsNew() {
        Chunk first = received(1, (byte) 1, 10);
        Chunk other = received(1, (byte) 2, 10);
        ByteBuffer view = first.buffer();
        assertTrue(view.isReadOnly());
        assertSame(view, first.buffer());
        view.order(ByteOrder.LITTLE_ENDIAN).position(7).limit(8);
        first.release();
        Chunk again = received(1, (byte) 3, 5);
        assertSame(first, again);
        assertEquals(5, again.buffer().remaining());
        assertEquals(ByteOrder.BIG_ENDIAN, again.buffer().order());
        assertEquals(3, again.buffer().get());
        assertEquals(2, other.buffer().get());
        assertEquals(2, pool.lentChunks());
    }

    @Test
    void referencesAreCounted() {
        Chunk chunk = received(0, (byte) 1, 1);
        chunk.retain();
        chunk.release();
        assertEquals(1, pool.lentChunks());
        chunk.release();
        assertEquals(0, pool.lentChunks());
        assertThrows(IllegalStateException.class, chunk::release);
        assertThrows(IllegalStateException.class, chunk::retain);
    }

    @Test
    void keptChunksBeyondTheBoundAreCopiesAndTakeNoMoreOfThePool() {
        List<Chunk> kept = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            kept.add(received(i % (LARGEST + 1), (byte) i, 100));
        }
        assertTrue(pool.pooledBytes() <= 1 << 20, "took " + pool.pooledBytes());
        for (int i = 0; i < kept.size(); i++) {
            ByteBuffer view = kept.get(i).buffer();
            assertEquals(100, view.remaining());
            assertEquals((byte) i, view.get(99));
            assertTrue(view.isReadOnly());
        }
        assertNotSame(kept.get(999), kept.get(998));
        kept.forEach(Chunk::release);
        assertEquals(0, pool.lentChunks());
        assertTrue(received(LARGEST, (byte) 1, 1).buffer().isDirect(), "pooled again");
    }

    @Test
    void cellsThatAreNotNeededGoBack() {
        PooledChunk cell = pool.acquire(2);
        pool.putBack(cell);
        assertSame(cell, pool.acquire(2));
        assertEquals(0, pool.lentChunks());
    }

    @Test
    void aFilledCellGrowsAtOnceAndSmallReadsShrinkAfterAWhile() {
        byte sizeClass = ChunkPool.FIRST_CLASS;
        byte small = 0;
        sizeClass = ReceiveSizing.classAfter(sizeClass, small, 16 << 10);
        assertEquals(2, sizeClass);
        assertEquals(LARGEST, ReceiveSizing.classAfter((byte) LARGEST, small, 256 << 10));
        int reads = 0;
        while (sizeClass > 0) {
            byte before = sizeClass;
            sizeClass = ReceiveSizing.classAfter(before, small, 100);
            small = ReceiveSizing.smallReadsAfter(before, small, 100);
            reads++;
        }
        assertEquals(2 * ReceiveSizing.SMALL_READS_TO_SHRINK, reads);
        assertEquals(0, ReceiveSizing.classAfter((byte) 0, (byte) 0, 100));
        assertEquals(0, ReceiveSizing.smallReadsAfter((byte) 2, (byte) 9, 20 << 10));
    }
}
