package weft.core;

import org.jspecify.annotations.Nullable;

import weft.core.Segment.Memory;
import weft.spi.Backend;
import weft.spi.Chunk;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a transport has written and the system has not yet taken. Empty, it holds no memory of the
 * pool.
 *
 * <p>The first segments may be lent to the backend, by a send that is in flight. They and the array
 * they were handed over in are left alone until it ends; new bytes go behind them.
 */
final class OutputQueue {
    /**
     * How many segments leave in one send: 1 MiB of blocks, far below the system's limit of 1024.
     */
    static final int GATHER_LIMIT = 64;

    /** How many sends in a row a backend may finish at once before others get their turn. */
    static final int SEND_BURST = 16;

    /** How many received chunks may wait here: more would starve the backend of memory to fill. */
    static final int MAX_CHUNKS = 8;

    /** What is worth keeping a chunk for while it cannot leave yet; less is copied. */
    static final int MIN_WAITING_CHUNK_BYTES = 4 * 1024;

    private static final ByteBuffer[] NO_WINDOW = {};

    private final BufferPool pool;
    private final StreamEndpoint endpoint;
    private @Nullable Segment head;
    private @Nullable Segment tail;
    private int segmentCount;
    private int chunkCount;
    private int unsettledChunks;
    private int inFlight;
    private long bytes;
    private ByteBuffer[] window = NO_WINDOW;

    OutputQueue(BufferPool pool, StreamEndpoint endpoint) {
        this.pool = pool;
        this.endpoint = endpoint;
    }

    /** Returns how many bytes wait, those in flight included. */
    long size() {
        return bytes;
    }

    /** Tells whether nothing waits and nothing is in flight. */
    boolean isEmpty() {
        return segmentCount == 0;
    }

    /** Tells whether a send is in flight. */
    boolean isSending() {
        return inFlight > 0;
    }

    /** Copies all remaining bytes of a buffer to the end of the queue. */
    void append(ByteBuffer data) {
        while (data.hasRemaining()) {
            Segment last = tail;
            if (last == null || inFlight == segmentCount || last.room() == 0) {
                last = pool.take(data.remaining());
                link(last);
            }
            int count = Math.min(data.remaining(), last.room());
            last.append(data, count);
            bytes += count;
        }
    }

    /**
     * Tells whether a chunk may wait here, or has to be copied so that the backend gets its memory
     * back.
     */
    boolean takesChunk(int lengthBytes) {
        return chunkCount < MAX_CHUNKS && (inFlight == 0 || lengthBytes >= MIN_WAITING_CHUNK_BYTES);
    }

    /**
     * Appends the remaining bytes of a view of a chunk, where they are.
     *
     * @param chunk the chunk; a reference to it goes over to this queue
     * @param view the view; its position is left alone
     * @param shared whether somebody may still move the view's position, until {@link #settle}
     */
    void append(Chunk chunk, ByteBuffer view, boolean shared) {
        bytes += view.remaining();
        chunkCount++;
        if (shared) {
            unsettledChunks++;
        }
        link(pool.takeFor(chunk, view));
    }

    /** Learns that one shared view is moved by nobody else any more. */
    void settle() {
        unsettledChunks--;
    }

    /**
     * Hands what waits to the backend, unless a send is in flight.
     *
     * @param quietly whether nobody waits for the end of it
     * @return false if the backend would take more at once, but others have to get their turn
     * @throws IOException if the send failed at once; {@link #discard} is up to the caller
     */
    boolean send(boolean quietly) throws IOException {
        for (int i = 0; segmentCount > 0 && inFlight == 0; i++) {
            if (i == SEND_BURST) {
                return false;
            }
            int count = Math.min(segmentCount, GATHER_LIMIT);
            ByteBuffer[] lent = count == 1 ? fillAlone() : fillWindow(count);
            int taken =
                    quietly && count == segmentCount
                            ? endpoint.sendQuietly(lent, count)
                            : endpoint.send(lent, count);
            if (taken == Backend.PENDING) {
                inFlight = count;
            } else {
                forgetWindow(count);
                consume(taken);
            }
        }
        return true;
    }

    /** Learns that the send in flight ended, and how many bytes it took. */
    void sent(long count) {
        forgetWindow(inFlight);
        inFlight = 0;
        consume(count);
    }

    /** Learns that the send in flight failed. */
    void sendFailed() {
        forgetWindow(inFlight);
        inFlight = 0;
    }

    /** Drops what is not in flight. */
    void discard() {
        Segment kept = null;
        Segment dropped = head;
        for (int i = 0; i < inFlight; i++) {
            kept = dropped;
            dropped = dropped.next;
        }
        if (kept == null) {
            head = null;
        } else {
            kept.next = null;
        }
        tail = kept;
        while (dropped != null) {
            Segment following = dropped.next;
            unlinked(dropped);
            dropped = following;
        }
    }

    /** Drops everything, once the backend has let go of what was in flight. */
    void discardAll() {
        inFlight = 0;
        discard();
    }

    private ByteBuffer[] fillAlone() {
        Segment first = head;
        first.alone[0] = ready(first);
        return first.alone;
    }

    private ByteBuffer[] fillWindow(int count) {
        if (window.length < count) {
            window = new ByteBuffer[Math.min(GATHER_LIMIT, Integer.highestOneBit(count) * 2)];
        }
        Segment segment = head;
        for (int i = 0; i < count; i++) {
            window[i] = ready(segment);
            segment = segment.next;
        }
        return window;
    }

    private ByteBuffer ready(Segment segment) {
        if (unsettledChunks > 0 && segment.memory == Memory.CHUNK) {
            // The receiver of the chunk may still read from the view while this send runs.
            segment.buffer = segment.buffer.duplicate();
        }
        return segment.readied();
    }

    /** Lets go of buffers that were lent, so that a large one can be collected. */
    private void forgetWindow(int count) {
        if (count > 1) {
            Arrays.fill(window, 0, count, null);
        }
    }

    private void consume(long count) {
        if (count < 1 || count > bytes) {
            throw new IllegalStateException("the backend sent " + count + " bytes of " + bytes);
        }
        long left = count;
        while (left > 0) {
            Segment first = head;
            if (left < first.length) {
                first.start += (int) left;
                first.length -= (int) left;
                bytes -= left;
                return;
            }
            left -= first.length;
            head = first.next;
            if (head == null) {
                tail = null;
            }
            unlinked(first);
        }
    }

    private void link(Segment segment) {
        if (tail == null) {
            head = segment;
        } else {
            tail.next = segment;
        }
        tail = segment;
        segmentCount++;
    }

    private void unlinked(Segment segment) {
        segmentCount--;
        bytes -= segment.length;
        if (segment.memory == Memory.CHUNK) {
            chunkCount--;
        }
        segment.next = null;
        pool.giveBack(segment);
    }
}
