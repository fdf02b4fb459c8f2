package weft.core;

import org.jspecify.annotations.Nullable;

import weft.WriteBufferLimits;
import weft.spi.Chunk;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The sending side of a stream connection. Writes are gathered and leave before the loop polls, or
 * earlier where somebody could tell the difference: when they exceed the high-water mark, and when
 * the transport is closed.
 */
final class Outbound {
    private final StreamConnection connection;
    private final StreamEndpoint endpoint;
    private final StreamResources resources;
    private final OutputQueue queue;
    private final FlowControl flowControl = new FlowControl();
    private boolean ended;
    private boolean shutDown;
    private @Nullable IOException failure;

    Outbound(StreamConnection connection, StreamEndpoint endpoint, StreamResources resources) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.resources = resources;
        queue = new OutputQueue(resources.pool, endpoint);
    }

    // From the backend

    void sent(long bytes) {
        queue.sent(bytes);
        if (connection.isLost()) {
            queue.discard();
            return;
        }
        send();
        if (flowControl.shouldResume(queue.size())) {
            connection.schedule();
        }
    }

    void failed(IOException cause) {
        queue.sendFailed();
        if (connection.isLost()) {
            queue.discard();
        } else {
            failure = cause;
            connection.schedule();
        }
    }

    /** Learns that the backend has let go of everything that was in flight. */
    void closed() {
        queue.discardAll();
    }

    // From the user

    /** Tells whether there is to be no more output, so that a write is an error. */
    boolean isEnded() {
        return ended;
    }

    void write(ByteBuffer data) {
        Inbound source = resources.delivering;
        if (source != null && source.lends(data) && queue.takesChunk(data.remaining())) {
            source.passOn(queue);
        } else {
            queue.append(data);
        }
        connection.requestFlush();
        pauseIfAboveHigh();
    }

    void write(Chunk data) {
        ByteBuffer view = data.buffer();
        Inbound source = resources.delivering;
        if (!queue.takesChunk(view.remaining())) {
            queue.append(view);
            data.release();
        } else if (source != null && source.lends(view)) {
            // The receiver can still move the view.
            source.passOn(queue);
            data.release();
        } else {
            queue.append(data, view, false);
        }
        connection.requestFlush();
        pauseIfAboveHigh();
    }

    void end() {
        ended = true;
        shutDownIfDrained();
    }

    void setLimits(int high, int low) {
        flowControl.setLimits(high, low);
        pauseIfAboveHigh();
    }

    WriteBufferLimits limits() {
        return flowControl.limits();
    }

    /**
     * Returns how many bytes wait; none once they are dropped, even if the backend has some yet.
     */
    long size() {
        return connection.isLost() ? 0 : queue.size();
    }

    // From the transport

    /** Tells whether a send failed and the connection is about to be lost for it. */
    boolean hasFailed() {
        return failure != null;
    }

    /** Tells whether everything written is with the system. */
    boolean isDrained() {
        return queue.isEmpty();
    }

    /** Hands what waits to the backend. Runs nothing of the user's. */
    void send() {
        send(false);
    }

    /**
     * Hands what waits to the backend, right before a poll. Nothing of the user's runs before that
     * returns. So the backend need not return for the end of this send if the protocol writes on in
     * any case and there is nothing to be done after it.
     */
    void sendBeforePoll() {
        send(connection.isOpen() && !ended && !flowControl.isPaused());
    }

    private void send(boolean quietly) {
        if (failure != null) {
            return;
        }
        try {
            if (!queue.send(quietly)) {
                // The entry keeps the loop from sleeping, and asks for the next flush.
                connection.schedule();
            }
        } catch (IOException cause) {
            connection.lose(cause);
            return;
        } catch (RuntimeException cause) {
            connection.reportLater(cause, "Fatal write error on socket transport");
            connection.lose(cause);
            return;
        }
        if (queue.isEmpty() && connection.isClosing()) {
            connection.schedule();
        }
        shutDownIfDrained();
    }

    /** Tells the protocol what there is to tell, in the transport's entry. */
    void deliver() {
        IOException cause = failure;
        if (cause != null) {
            connection.lose(cause);
            return;
        }
        resumeIfBelowLow();
        if (!queue.isEmpty() && !queue.isSending()) {
            connection.requestFlush();
        }
    }

    /** Ends a pause if there is one and the buffer has drained. */
    void resumeIfBelowLow() {
        if (flowControl.shouldResume(queue.size())) {
            flowControl.resume(connection);
        }
    }

    /** Drops what is not in flight. */
    void discard() {
        queue.discard();
    }

    private void pauseIfAboveHigh() {
        if (flowControl.shouldPause(queue.size())) {
            send();
            if (flowControl.shouldPause(queue.size())) {
                flowControl.pause(connection);
            }
        }
    }

    private void shutDownIfDrained() {
        if (!ended || shutDown || !queue.isEmpty() || !connection.isOpen()) {
            return;
        }
        shutDown = true;
        try {
            endpoint.shutdownOutput();
        } catch (IOException cause) {
            connection.lose(cause);
        }
    }
}
