package weft.core;

import org.jspecify.annotations.Nullable;

import weft.BufferedProtocol;
import weft.Protocol;
import weft.PullProtocol;
import weft.StreamProtocol;
import weft.spi.Chunk;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * The receiving side of a stream transport: holds what the backend reports and delivers it, in
 * order, in the transport's entry. A pause takes effect at once on delivery, and on the backend at
 * the end of the batch, so that pausing and resuming within one batch costs nothing.
 *
 * <p>A {@link Protocol} is fed by continuous receiving, a {@link BufferedProtocol} by one receive
 * at a time into its own memory. When the protocol changes from one kind to the other, whatever is
 * still under way in the former manner is delivered to the new protocol first.
 */
final class Inbound {
    /**
     * How many chunks are held at the most before receiving stops by itself. Only a callback that
     * blocks in the middle of a delivery gets this far.
     */
    static final int HELD_LIMIT = 64;

    private final StreamConnection connection;
    private final StreamEndpoint endpoint;
    private final StreamResources resources;
    // What arrived and is not delivered. There is rarely more than the oldest, which so needs no
    // memory but this: what is touched for each of many connections should be little.
    private @Nullable Chunk oldest;
    private @Nullable Deque<Chunk> younger;
    private boolean paused;
    private boolean receiving;
    // What was under way when receiving stopped may still come in the next poll.
    private boolean settling;
    // No more will come. What follows the chunks: an end to be told, a failure, or nothing more.
    private boolean ended;
    private boolean endOfStream;
    private @Nullable IOException failure;

    private @Nullable Chunk lentChunk;
    private @Nullable ByteBuffer lentView;
    private @Nullable OutputQueue takenBy;
    private boolean viewKept;

    private @Nullable TargetReceive target;

    Inbound(StreamConnection connection, StreamEndpoint endpoint, StreamResources resources) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.resources = resources;
    }

    // From the backend

    void received(Chunk chunk) {
        if (!connection.isOpen()) {
            chunk.release();
            return;
        }
        if (!paused && oldest == null && connection.protocol() instanceof PullProtocol pull) {
            pull.received(chunk); // nothing of the user's runs: it may wake a coroutine
            return;
        }
        hold(chunk);
        if (receiving && heldCount() >= HELD_LIMIT) {
            stopReceiving();
        }
        scheduleUnlessPaused();
    }

    void receivedInto(int bytes) {
        if (target == null) {
            return;
        }
        if (connection.isOpen()) {
            target.completed(bytes);
            scheduleUnlessPaused();
        } else {
            target.forget();
        }
    }

    void endOfStream() {
        receiving = false;
        ended = true;
        endOfStream = true;
        scheduleUnlessPaused();
    }

    void failed(IOException cause) {
        receiving = false;
        ended = true;
        failure = cause;
        targetReturned();
        scheduleUnlessPaused();
    }

    /** Learns that the backend has let go of the protocol's buffer. */
    void targetReturned() {
        if (target != null) {
            target.forget();
        }
    }

    // From the user

    boolean isPaused() {
        return paused;
    }

    void pause() {
        paused = true;
        connection.requestFlush();
    }

    void resume() {
        if (paused) {
            paused = false;
            if (!receiving || oldest != null) {
                connection.schedule();
            }
        }
    }

    void protocolChanged() {
        connection.schedule();
    }

    // From the transport

    /** Tells whether the backend may write to the protocol's buffer. */
    boolean lendsTarget() {
        return target != null && target.isInFlight();
    }

    /** Drops what is held, and what is still to be told. */
    void discard() {
        while (oldest != null) {
            removeOldest().release();
        }
        endOfStream = false;
        failure = null;
        if (target != null && !target.isInFlight()) {
            target.forget();
        }
    }

    /** Stops receiving if nothing is wanted now. Called after a batch. */
    void stopIfUnwanted() {
        if (receiving && !isDelivering()) {
            stopReceiving();
        }
    }

    /** Delivers what is held, and then sees to it that more comes. */
    void deliver() {
        boolean delivered = deliverTarget();
        for (int budget = heldCount(); budget > 0 && oldest != null && isDelivering(); budget--) {
            deliverChunk(removeOldest());
            delivered = true;
        }
        if (!isDelivering()) {
            return;
        }
        if (oldest != null || (delivered && (endOfStream || failure != null))) {
            // asyncio sees an end only in the poll after the last bytes; what those scheduled is
            // done before it.
            connection.schedule();
        } else if (endOfStream || failure != null) {
            deliverEnd();
        } else if (!ended) {
            receiveMore();
        }
    }

    // Passing received bytes on

    /** Tells whether a buffer is the view being looked at, so that its bytes need no copy. */
    boolean lends(ByteBuffer data) {
        return lentView == data;
    }

    /**
     * Appends the rest of the view being looked at to a queue, and moves its position to the end.
     */
    void passOn(OutputQueue output) {
        Chunk chunk = lentChunk;
        ByteBuffer view = lentView;
        if (chunk == null || view == null) {
            throw new IllegalStateException("nothing is being delivered");
        }
        chunk.retain();
        if (takenBy == null && !viewKept) {
            takenBy = output;
            output.append(chunk, view, true);
        } else {
            // Somebody else already uses the view itself.
            output.append(chunk, view.duplicate(), false);
        }
        view.position(view.limit());
    }

    /** Keeps the chunk being looked at for the user, or copies it if it is already being sent. */
    Chunk keep(ByteBuffer data) {
        Chunk chunk = lentChunk;
        if (chunk == null || lentView != data) {
            throw new IllegalArgumentException(
                    "the buffer is not the one being received now: " + data);
        }
        if (takenBy != null || viewKept) {
            return new CopiedChunk(data.duplicate());
        }
        viewKept = true;
        chunk.retain();
        return chunk;
    }

    private void hold(Chunk chunk) {
        if (oldest == null) {
            oldest = chunk;
            return;
        }
        younger().addLast(chunk);
    }

    /** Holds a chunk as the oldest one. */
    private void holdAgain(Chunk chunk) {
        Chunk second = oldest;
        oldest = chunk;
        if (second != null) {
            younger().addFirst(second);
        }
    }

    private Deque<Chunk> younger() {
        if (younger == null) {
            younger = new ArrayDeque<>();
        }
        return younger;
    }

    private int heldCount() {
        return (oldest == null ? 0 : 1) + (younger == null ? 0 : younger.size());
    }

    private Chunk removeOldest() {
        Chunk removed = Objects.requireNonNull(oldest);
        oldest = younger == null ? null : younger.poll();
        if (oldest == null) {
            younger = null;
        }
        return removed;
    }

    private boolean isDelivering() {
        return !paused && connection.isOpen();
    }

    private void scheduleUnlessPaused() {
        if (!paused) {
            connection.schedule();
        }
    }

    private void stopReceiving() {
        receiving = false;
        settling = true;
        endpoint.stopReceive();
    }

    private void deliverChunk(Chunk chunk) {
        ByteBuffer view = chunk.buffer();
        boolean rest = false;
        try {
            if (connection.protocol() instanceof BufferedProtocol buffered) {
                rest = feed(buffered, view);
            } else if (connection.protocol() instanceof PullProtocol pull) {
                chunk.retain();
                pull.received(chunk);
            } else {
                lend(chunk, view);
                try {
                    ((Protocol) connection.protocol()).dataReceived(view);
                } finally {
                    takeBack();
                }
            }
        } catch (Throwable cause) {
            connection.protocolFailed(cause, "dataReceived");
        } finally {
            if (rest) {
                holdAgain(chunk);
            } else {
                chunk.release();
            }
        }
    }

    private void lend(Chunk chunk, ByteBuffer view) {
        lentChunk = chunk;
        lentView = view;
        resources.delivering = this;
    }

    private void takeBack() {
        lentChunk = null;
        lentView = null;
        viewKept = false;
        if (resources.delivering == this) {
            resources.delivering = null;
        }
        if (takenBy != null) {
            takenBy.settle();
            takenBy = null;
        }
    }

    /** Copies a chunk into a protocol's buffers; returns whether a rest has to wait. */
    private boolean feed(BufferedProtocol protocol, ByteBuffer view) {
        while (view.hasRemaining() && isDelivering() && connection.protocol() == protocol) {
            ByteBuffer buffer = bufferFrom(protocol, view.remaining());
            if (buffer == null) {
                return false;
            }
            int count = Math.min(buffer.remaining(), view.remaining());
            buffer.put(buffer.position(), view, view.position(), count);
            buffer.position(buffer.position() + count);
            view.position(view.position() + count);
            bufferUpdated(protocol, count);
        }
        return view.hasRemaining() && connection.isOpen();
    }

    /** Asks for a buffer; null if there is none to be had, which closes the connection. */
    private @Nullable ByteBuffer bufferFrom(BufferedProtocol protocol, int sizeHint) {
        try {
            ByteBuffer buffer = protocol.getBuffer(sizeHint);
            if (!buffer.hasRemaining()) {
                throw new IllegalStateException("getBuffer() returned an empty buffer");
            }
            if (buffer.isReadOnly()) {
                throw new IllegalStateException("getBuffer() returned a read-only buffer");
            }
            return buffer;
        } catch (Throwable cause) {
            connection.protocolFailed(cause, "getBuffer");
            return null;
        }
    }

    private void bufferUpdated(BufferedProtocol protocol, int bytes) {
        try {
            protocol.bufferUpdated(bytes);
        } catch (Throwable cause) {
            connection.protocolFailed(cause, "bufferUpdated");
        }
    }

    private boolean deliverTarget() {
        TargetReceive done = target;
        if (done == null || !done.isComplete() || !isDelivering()) {
            return false;
        }
        if (done.isEndOfStream()) {
            done.forget();
            ended = true;
            endOfStream = true;
            return false;
        }
        int bytes = done.bytes();
        BufferedProtocol owner = done.owner();
        if (owner != connection.protocol()) {
            holdAgain(new CopiedChunk(done.received()));
            done.forget();
            return false;
        }
        done.forget();
        bufferUpdated(owner, bytes);
        return true;
    }

    private void deliverEnd() {
        IOException cause = failure;
        failure = null;
        if (cause != null) {
            connection.lose(cause);
            return;
        }
        if (connection.outbound().hasFailed()) {
            // The system tells of a reset once, to whichever operation asks first; where that was a
            // send, a receive sees only an end. The connection was reset all the same.
            return;
        }
        endOfStream = false;
        boolean keepOpen;
        try {
            keepOpen = connection.protocol().eofReceived();
        } catch (Throwable thrown) {
            connection.protocolFailed(thrown, "eofReceived");
            return;
        }
        if (!keepOpen) {
            connection.close();
        }
    }

    private void receiveMore() {
        StreamProtocol protocol = connection.protocol();
        if (lendsTarget()) {
            return;
        }
        if (protocol instanceof BufferedProtocol buffered) {
            if (receiving) {
                stopReceiving();
            }
            if (settling) {
                settling = false;
                connection.schedule();
            } else {
                receiveInto(buffered);
            }
        } else if (!receiving) {
            receiving = true;
            settling = false;
            endpoint.startReceive();
        }
    }

    private void receiveInto(BufferedProtocol protocol) {
        ByteBuffer buffer = bufferFrom(protocol, -1);
        if (buffer == null || !isDelivering() || connection.protocol() != protocol) {
            return;
        }
        if (target == null) {
            target = new TargetReceive();
        }
        try {
            // What is there at once waits for an entry of its own: one receive for each batch.
            if (target.start(endpoint, protocol, buffer)) {
                connection.schedule();
            }
        } catch (IOException cause) {
            connection.lose(cause);
        }
    }
}
