package weft.bench.load;

import java.nio.ByteBuffer;

/**
 * The bytes that are sent and expected back. Every connection reads one random table round and round,
 * from a starting point of its own: a byte that is changed, lost, doubled, moved or sent to another
 * connection differs from what is expected where it arrives. The period is prime, so that no usual
 * message size divides it; the table goes on past it, so that long runs are contiguous.
 */
final class Pattern {
    static final int PERIOD = 65_521;
    private static final int SLACK = 256 * 1024;

    /** Shares no factor with the period, so that starting points are distinct. */
    private static final int STRIDE = 25_253;

    private static final ByteBuffer TABLE = fill();

    private Pattern() {}

    private static ByteBuffer fill() {
        ByteBuffer table = ByteBuffer.allocateDirect(PERIOD + SLACK);
        long state = 0x9e3779b97f4a7c15L;
        for (int i = 0; i < PERIOD; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            table.put(i, (byte) (state >>> 32));
        }
        for (int i = PERIOD; i < table.capacity(); i++) {
            table.put(i, table.get(i - PERIOD));
        }
        return table;
    }

    /** Returns where a connection's stream begins. */
    static int start(int connection) {
        return (int) ((long) connection * STRIDE % PERIOD);
    }

    static int advance(int position, int bytes) {
        return (int) (((long) position + bytes) % PERIOD);
    }

    static byte at(int position) {
        return TABLE.get(position);
    }

    /** Returns a view of up to {@code wanted} bytes from there, all of them contiguous. */
    static ByteBuffer run(int position, long wanted) {
        int length = (int) Math.min(wanted, TABLE.capacity() - position);
        return TABLE.duplicate().position(position).limit(position + length);
    }

    /** Returns how many of the buffer's bytes, from its position on, agree with the pattern. */
    static int matching(int position, ByteBuffer received) {
        int agreed = 0;
        int at = position;
        while (agreed < received.remaining()) {
            ByteBuffer expected = run(at, received.remaining() - agreed);
            int length = expected.remaining();
            int mismatch =
                    expected.mismatch(received.slice(received.position() + agreed, length));
            if (mismatch >= 0) {
                return agreed + mismatch;
            }
            agreed += length;
            at = advance(at, length);
        }
        return agreed;
    }
}
