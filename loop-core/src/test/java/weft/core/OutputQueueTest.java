package weft.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import weft.core.Segment.Memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class OutputQueueTest {
    private final BufferPool pool = new BufferPool();
    private final ScriptedBackend backend = new ScriptedBackend();
    private final ScriptedStream stream = new ScriptedStream(backend);
    private final OutputQueue queue = new OutputQueue(pool, stream);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyMixOfWritesAndPartialSendsKeepsTheBytesInOrder(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        List<ScriptedChunk> chunks = new ArrayList<>();
        stream.window = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[1 + random.nextInt(1 << random.nextInt(16))];
            random.nextBytes(bytes);
            switch (random.nextInt(4)) {
                case 0 -> {
                    queue.append(ByteBuffer.wrap(bytes));
                    written.writeBytes(bytes);
                }
                case 1 -> {
                    ScriptedChunk chunk = new ScriptedChunk(bytes);
                    chunks.add(chunk);
                    queue.append(chunk, chunk.buffer(), false);
                    written.writeBytes(bytes);
                }
                case 2 -> {
                    stream.window = queue.isSending() ? 0 : random.nextInt(100_000);
                    assertTrue(queue.send(false));
                    stream.window = 0;
                }
                default -> takeSome(random);
            }
        }
        stream.window = Long.MAX_VALUE;
        takeSome(random);
        while (!queue.send(false)) {
            assertFalse(queue.isEmpty());
        }
        assertArrayEquals(written.toByteArray(), stream.wire.toByteArray());
        assertEquals(0, queue.size());
        assertEquals(0, pool.takenCount());
        assertEquals(0, chunks.stream().mapToInt(each -> each.references).sum());
    }

    private void takeSome(Random random) {
        if (queue.isSending()) {
            int before = stream.wire.size();
            stream.take(1 + random.nextInt(50_000));
            backend.events.clear();
            queue.sent(stream.wire.size() - before);
        }
    }

    @Test
    void discardKeepsWhatIsInFlightForTheBackend() throws IOException {
        stream.window = 0;
        queue.append(ByteBuffer.wrap(new byte[10]));
        assertTrue(queue.send(false));
        queue.append(ByteBuffer.wrap(new byte[100_000]));
        queue.discard();
        assertEquals(1, pool.takenCount());
        assertEquals(10, queue.size());
        queue.discardAll();
        assertEquals(0, pool.takenCount());
        assertEquals(0, queue.size());
    }

    @Test
    void poolIsBoundedAndReusesWhatCameBackLast() {
        List<Segment> taken = new ArrayList<>();
        for (int i = 0; i < BufferPool.MAX_BLOCKS + 1; i++) {
            taken.add(pool.take(1));
        }
        assertSame(Memory.BLOCK, taken.get(BufferPool.MAX_BLOCKS - 1).memory);
        assertSame(Memory.ONE_OFF, taken.get(BufferPool.MAX_BLOCKS).memory);
        taken.forEach(pool::giveBack);
        assertEquals(0, pool.takenCount());
        assertSame(taken.get(BufferPool.MAX_BLOCKS - 1), pool.take(1));
    }

    @Test
    void hugeWriteHasAnExactBufferOfItsOwn() {
        Segment segment = pool.take(BufferPool.ONE_OFF_BYTES + 1);
        assertSame(Memory.ONE_OFF, segment.memory);
        assertEquals(BufferPool.ONE_OFF_BYTES + 1, segment.room());
        pool.giveBack(segment);
        assertEquals(0, segment.buffer.capacity(), "the memory is let go");
    }
}
