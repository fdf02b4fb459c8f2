package weft.iouring;

import weft.iouring.BufferRing.Buffer;
import weft.iouring.BufferRing.Shape;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory that all streams of a backend receive into.
 *
 * <p>Two rings, because one does not serve all: where buffers are consumed incrementally, small
 * messages of a thousand connections lie side by side in a few of them, but a message of 100 KiB
 * usually straddles two, and every piece costs a completion and a send of its own. So streams start
 * on the first ring, and those whose receives are large move to a second one of few whole buffers,
 * each of which takes such a message in one piece.
 */
final class ReceiveMemory {
    /** Shared buffers: 4 x 128 KiB stay in a level-2 cache; 32 MiB at most. */
    private static final Shape SHARED = new Shape(0, 4, 256, 128 * 1024);

    /** Without incremental consumption (before 6.12) each receive takes a whole, smaller buffer. */
    private static final Shape WHOLE = new Shape(0, 64, 2048, 16 * 1024);

    /** Whole buffers for large receives: 8 x 128 KiB stay in cache; 32 MiB at most. */
    private static final Shape LARGE = new Shape(1, 8, 256, 128 * 1024);

    /** A receive of this size or more counts as large. */
    private static final int LARGE_BYTES = 12 * 1024;

    /**
     * This many large receives in a row move a stream to the large ring, as many small ones back.
     */
    private static final int SWITCH_AFTER = 8;

    private final BufferRing ordinary;
    private final BufferRing large;
    private final List<UringStream> starving = new ArrayList<>();
    private long starvations;
    private long copies;

    /**
     * The dimensions of the two rings.
     *
     * @param shared the ordinary ring where buffers are consumed incrementally
     * @param whole the ordinary ring where they are not
     * @param large the ring of streams that receive much
     * @param incremental whether to use incremental consumption where the kernel has it
     */
    record Dimensions(Shape shared, Shape whole, Shape large, boolean incremental) {
        static final Dimensions DEFAULT = new Dimensions(SHARED, WHOLE, LARGE, true);
    }

    ReceiveMemory(Ring ring, Arena arena, Dimensions dimensions) throws RingRefusedException {
        boolean incremental = dimensions.incremental && BufferRing.isIncrementalSupported(ring);
        Shape shape = incremental ? dimensions.shared : dimensions.whole;
        ordinary = BufferRing.register(ring, arena, shape, incremental);
        large = BufferRing.register(ring, arena, dimensions.large, false);
    }

    /** Returns the ring that a stream's next receive should use. */
    BufferRing ring(boolean forLarge) {
        BufferRing ring = forLarge ? large : ordinary;
        if (ring.count() == 0) {
            ring.grow();
        }
        return ring;
    }

    /** Says whether a run of receives, large ones counted up and small ones down, is decided. */
    static boolean isDecided(int run, boolean onLarge) {
        return onLarge ? run <= -SWITCH_AFTER : run >= SWITCH_AFTER;
    }

    /** Continues a run of large (positive) or small (negative) receives. */
    static int continueRun(int run, int bytes) {
        boolean isLarge = bytes >= LARGE_BYTES;
        if (isLarge) {
            return run < 0 ? 1 : Math.min(run + 1, SWITCH_AFTER);
        }
        return run > 0 ? -1 : Math.max(run - 1, -SWITCH_AFTER);
    }

    /**
     * Wraps received bytes. So that receivers that hold on to theirs cannot starve everybody else,
     * bytes are copied out of the ring once three quarters of its largest size are held.
     */
    UringChunk chunk(BufferRing ring, int bytes, int flags) {
        Buffer buffer = ring.take(bytes, flags);
        int start = buffer.start();
        if (ring.pinnedCount() <= ring.maximum() / 4 * 3) {
            return buffer.chunk().of(start, bytes);
        }
        byte[] copy = new byte[bytes];
        MemorySegment.copy(buffer.memory(), ValueLayout.JAVA_BYTE, start, copy, 0, bytes);
        buffer.release();
        copies++;
        return new UringChunk(null, ByteBuffer.wrap(copy)).of(0, bytes);
    }

    /**
     * Takes note of a receive that found its ring empty; it is armed again before the next wait.
     */
    void starve(UringStream stream, BufferRing ring) {
        starvations++;
        if (ring.providedCount() == 0) {
            ring.grow();
        }
        starving.add(stream);
    }

    /** Arms what starved, as far as there are buffers again. Called before each wait. */
    void feed() {
        if (starving.isEmpty()) {
            return;
        }
        List<UringStream> hungry = new ArrayList<>(starving);
        starving.clear();
        for (UringStream stream : hungry) {
            if (!stream.resumeReceive()) {
                starving.add(stream);
            }
        }
    }

    /** Returns how many receives found their ring empty. */
    long starvations() {
        return starvations;
    }

    /** Returns how many chunks had to be copied. */
    long copies() {
        return copies;
    }

    /** Returns how many buffers wait for their receivers. */
    int pinnedCount() {
        return ordinary.pinnedCount() + large.pinnedCount();
    }

    /** Returns how many receptions are held. */
    int heldCount() {
        return ordinary.heldCount() + large.heldCount();
    }

    /** Returns how many buffers there are. */
    int count() {
        return ordinary.count() + large.count();
    }
}
