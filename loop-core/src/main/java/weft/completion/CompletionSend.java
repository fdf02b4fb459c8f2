package weft.completion;

import org.jspecify.annotations.Nullable;

import weft.spi.Operation;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Keeps the one send that a stream may have in flight. Direct buffers are sent from where they are;
 * if one of them is on the Java heap, which the system cannot read, the bytes are copied first. The
 * call itself is the subclass's.
 */
public abstract class CompletionSend {
    private final CompletionEndpoint<StreamEvents> stream;
    private final SendMemory memory;
    private ByteBuffer @Nullable [] buffers;
    private int count;
    private @Nullable ByteBuffer only;
    private boolean copied;

    /**
     * Creates the sending direction of a stream.
     *
     * @param stream whose receiver learns of completions
     * @param memory for copies of what is on the heap
     */
    protected CompletionSend(CompletionEndpoint<StreamEvents> stream, SendMemory memory) {
        this.stream = stream;
        this.memory = memory;
    }

    /**
     * Tells whether a send has not completed yet.
     *
     * @return true from {@link #begin} until the completion
     */
    public final boolean isInFlight() {
        return buffers != null;
    }

    /**
     * Borrows what is to be sent. Then {@link #only} is sent if there is one, or else {@link
     * #buffers}.
     *
     * @param newBuffers the buffers, see {@link weft.spi.StreamEndpoint#send}
     * @param newCount how many of them
     * @throws IllegalStateException if a send is in flight
     * @throws IllegalArgumentException if nothing remains in any of them
     */
    protected final void begin(ByteBuffer[] newBuffers, int newCount) {
        if (buffers != null) {
            throw new IllegalStateException("a send is in flight");
        }
        int used = 0;
        int first = 0;
        boolean direct = true;
        for (int i = newCount - 1; i >= 0; i--) {
            if (newBuffers[i].hasRemaining()) {
                used++;
                first = i;
                direct &= newBuffers[i].isDirect();
            }
        }
        if (used == 0) {
            throw new IllegalArgumentException("nothing to send in " + newCount + " buffers");
        }
        buffers = newBuffers;
        count = newCount;
        copied = !direct;
        if (copied) {
            only = memory.copy(newBuffers, newCount);
        } else {
            only = used == 1 ? newBuffers[first] : null;
        }
    }

    /**
     * Returns the direct buffer that is all there is to send, or a copy of it.
     *
     * @return the buffer, or null if several direct ones have to be gathered
     */
    protected final @Nullable ByteBuffer only() {
        return only;
    }

    /**
     * Returns what is being sent.
     *
     * @return the array that was borrowed; some buffers may be empty
     */
    protected final ByteBuffer[] buffers() {
        return Objects.requireNonNull(buffers);
    }

    /**
     * Returns how many of the {@link #buffers} count.
     *
     * @return the number
     */
    protected final int count() {
        return count;
    }

    /**
     * Ends a send, and takes what was sent out of the buffers.
     *
     * @param bytes how much was sent, 0 after a failure
     */
    protected final void end(int bytes) {
        ByteBuffer[] sent = buffers();
        finish();
        int left = bytes;
        for (int i = 0; left > 0; i++) {
            int part = Math.min(left, sent[i].remaining());
            sent[i].position(sent[i].position() + part);
            left -= part;
        }
    }

    /**
     * Ends a send and tells the receiver.
     *
     * @param bytes how much was sent
     */
    protected final void succeeded(int bytes) {
        end(bytes);
        stream.countEvent();
        stream.receiver().onSent(bytes);
    }

    /**
     * Ends a send and tells the receiver why it failed.
     *
     * @param cause why
     */
    protected final void failed(IOException cause) {
        finish();
        stream.countEvent();
        stream.receiver().onFailure(Operation.SEND, cause);
    }

    /** Gives the memory of copied bytes back; the buffers are the caller's again. */
    public final void finish() {
        buffers = null;
        ByteBuffer sent = only;
        only = null;
        if (copied && sent != null) {
            copied = false;
            memory.giveBack(sent);
        }
    }
}
