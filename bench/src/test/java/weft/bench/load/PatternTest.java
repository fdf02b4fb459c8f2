package weft.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.HashSet;

class PatternTest {
    private static ByteBuffer stream(int position, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int at = position;
        while (bytes.hasRemaining()) {
            ByteBuffer run = Pattern.run(at, bytes.remaining());
            at = Pattern.advance(at, run.remaining());
            bytes.put(run);
        }
        return bytes.flip();
    }

    @Test
    void aStreamMatchesItselfAcrossTheEndOfTheTable() {
        assertEquals(1_000_000, Pattern.matching(65_000, stream(65_000, 1_000_000)));
    }

    @Test
    void theFirstWrongByteIsFound() {
        ByteBuffer bytes = stream(65_000, 1_000_000);
        bytes.put(777_777, (byte) (bytes.get(777_777) ^ 1));
        assertEquals(777_777, Pattern.matching(65_000, bytes));
    }

    @Test
    void aShiftByAnyUsualSizeIsFoundWithinABlink() {
        for (int size : new int[] {1, 64, 128, 1024, 10_240, 65_536, 102_400, 1 << 20}) {
            int shifted = Pattern.advance(0, size);
            int agreed = Pattern.matching(shifted, stream(0, 64));
            assertTrue(agreed < 8, size + " bytes further on, " + agreed + " bytes still agree");
        }
    }

    @Test
    void connectionsStartInDifferentPlaces() {
        var starts = new HashSet<Integer>();
        for (int connection = 0; connection < 60_000; connection++) {
            assertTrue(starts.add(Pattern.start(connection)), "connection " + connection);
        }
    }
}
