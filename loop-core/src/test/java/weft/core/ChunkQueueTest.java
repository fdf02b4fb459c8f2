package weft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import weft.spi.Chunk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

class ChunkQueueTest {
    @Test
    void behavesAsADequeThroughGrowthAndWrapping() {
        Random random = new Random(42);
        ChunkQueue queue = new ChunkQueue();
        Deque<Chunk> model = new ArrayDeque<>();
        for (int i = 0; i < 10_000; i++) {
            int choice = random.nextInt(model.size() < 40 ? 4 : 2);
            if (choice < 2) {
                if (!model.isEmpty()) {
                    assertSame(model.removeFirst(), queue.removeFirst());
                }
            } else {
                Chunk chunk = new ScriptedChunk("x");
                if (choice == 2) {
                    model.addLast(chunk);
                    queue.addLast(chunk);
                } else {
                    model.addFirst(chunk);
                    queue.addFirst(chunk);
                }
            }
            assertEquals(model.size(), queue.size());
        }
        model.forEach(chunk -> assertSame(chunk, queue.removeFirst()));
        assertEquals(0, queue.size());
        assertThrows(IllegalStateException.class, queue::removeFirst);
    }
}
