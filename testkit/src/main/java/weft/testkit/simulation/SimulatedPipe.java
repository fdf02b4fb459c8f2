package weft.testkit.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Bytes on their way in one direction, in order, each piece with the time of its arrival. */
final class SimulatedPipe {
    private static final class Segment {
        final byte[] bytes;
        final long arrivalNanos;
        int taken;

        Segment(byte[] bytes, long arrivalNanos) {
            this.bytes = bytes;
            this.arrivalNanos = arrivalNanos;
        }
    }

    private final int capacityBytes;
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private int heldBytes;
    private long lastArrivalNanos = Long.MIN_VALUE;
    private boolean ended;
    private boolean readerGone;

    SimulatedPipe(int capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    int room() {
        return capacityBytes - heldBytes;
    }

    boolean isEmpty() {
        return heldBytes == 0;
    }

    boolean isReaderGone() {
        return readerGone;
    }

    boolean isEnded() {
        return ended;
    }

    /** Takes bytes out of a buffer, which arrive no earlier than those before them. */
    void write(ByteBuffer source, int count, long arrivalNanos) {
        byte[] bytes = new byte[count];
        source.get(bytes);
        lastArrivalNanos = Math.max(lastArrivalNanos, arrivalNanos);
        segments.add(new Segment(bytes, lastArrivalNanos));
        heldBytes += count;
    }

    /** Ends the stream after what was written. */
    void end(long arrivalNanos) {
        if (!ended) {
            ended = true;
            lastArrivalNanos = Math.max(lastArrivalNanos, arrivalNanos);
        }
    }

    /** Drops everything: nobody will read it. That makes no room; the reset that follows tells. */
    void abandon() {
        readerGone = true;
        segments.clear();
    }

    /** Returns when a read gets somewhere: bytes or the end; {@code MAX_VALUE} if never. */
    long readableAtNanos() {
        Segment first = segments.peek();
        if (first != null) {
            return first.arrivalNanos;
        }
        return ended ? lastArrivalNanos : Long.MAX_VALUE;
    }

    /** Returns how many bytes have arrived. */
    int available(long nowNanos) {
        int bytes = 0;
        for (Segment segment : segments) {
            if (segment.arrivalNanos > nowNanos) {
                break;
            }
            bytes += segment.bytes.length - segment.taken;
        }
        return bytes;
    }

    boolean isAtEnd(long nowNanos) {
        return ended && segments.isEmpty() && lastArrivalNanos <= nowNanos;
    }

    /** Moves bytes that have arrived into a buffer. */
    int read(ByteBuffer target, int most, long nowNanos) {
        int moved = 0;
        while (moved < most && !segments.isEmpty()) {
            Segment first = segments.element();
            if (first.arrivalNanos > nowNanos) {
                break;
            }
            int count = Math.min(most - moved, first.bytes.length - first.taken);
            target.put(first.bytes, first.taken, count);
            first.taken += count;
            moved += count;
            if (first.taken == first.bytes.length) {
                segments.remove();
            }
        }
        heldBytes -= moved;
        return moved;
    }
}
