package weft.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

class AbstractChunkTest {
    private final Piece chunk = new Piece(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));

    private static final class Piece extends AbstractChunk {
        private int releases;

        Piece(ByteBuffer memory) {
            super(memory);
        }

        ByteBuffer of(int start, int bytes) {
            lend(start, bytes);
            return buffer();
        }

        @Override
        protected void released() {
            releases++;
        }
    }

    @Test
    void theMemoryComesBackWithTheLastRelease() {
        assertThrows(IllegalStateException.class, chunk::release, "nobody holds it yet");
        chunk.of(0, 4);
        chunk.retain();
        chunk.release();
        assertEquals(0, chunk.releases);
        chunk.release();
        assertEquals(1, chunk.releases);
        assertThrows(IllegalStateException.class, chunk::release);
        assertThrows(IllegalStateException.class, chunk::retain);
        assertEquals(1, chunk.releases);
    }

    @Test
    void theViewShowsWhatIsLentAndNothingElse() {
        ByteBuffer view = chunk.of(1, 2);
        assertTrue(view.isReadOnly());
        assertEquals(2, view.capacity());
        assertEquals(ByteBuffer.wrap(new byte[] {2, 3}), view);
    }

    @Test
    void theSameBytesAreShownByTheSameViewAsIfItWereNew() {
        ByteBuffer view = chunk.of(1, 2);
        view.order(ByteOrder.LITTLE_ENDIAN).position(1).limit(1);
        chunk.release();
        assertSame(view, chunk.of(1, 2));
        assertEquals(ByteOrder.BIG_ENDIAN, view.order());
        assertEquals(ByteBuffer.wrap(new byte[] {2, 3}), view);
    }

    /** All of the memory may be lent, and then less of it, whatever became of the first view. */
    @Test
    void aLimitLeftBehindLimitsNothing() {
        chunk.of(0, 4).position(1).limit(2);
        chunk.release();
        assertEquals(ByteBuffer.wrap(new byte[] {3, 4}), chunk.of(2, 2));
    }
}
