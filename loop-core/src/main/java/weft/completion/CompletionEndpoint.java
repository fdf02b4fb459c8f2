package weft.completion;

import org.jspecify.annotations.Nullable;

import weft.spi.Descriptor;
import weft.spi.Endpoint;
import weft.spi.EndpointEvents;

import java.util.Objects;

/**
 * Keeps what all endpoints share: a descriptor, a receiver of events, what is in flight, and
 * closing.
 *
 * <p>Closing is a countdown. Until an operation has completed, also after it was cancelled, the
 * system writes to its memory, and a descriptor that it refers to is not really closed. So close
 * cancels everything, waits until each operation has completed, and only then gives the descriptor
 * up. That ends with a completion of its own, in a later poll: it frees the slot and delivers
 * {@code onClosed}.
 *
 * <pre>
 *   open --close()--> cancelling --last completion--> giving up --completion--> closed
 * </pre>
 *
 * @param <E> who gets the events
 */
public abstract class CompletionEndpoint<E extends EndpointEvents> implements Endpoint {
    /** The kind of the last completion of an endpoint's life; subclasses count from 1 to 255. */
    protected static final int CLOSE = 0;

    private final CompletionBackend owner;
    private final Descriptor descriptor;
    private final long key;
    private @Nullable E receiver;
    private int inFlight;
    private boolean closing;
    private boolean givenUp;
    private boolean parked;

    /**
     * Opens an endpoint.
     *
     * @param owner the backend, which it stays known to until it is closed
     * @param descriptor what users know it by
     */
    @SuppressWarnings("this-escape") // the slot is only looked up by later completions
    protected CompletionEndpoint(CompletionBackend owner, Descriptor descriptor) {
        this.owner = owner;
        this.descriptor = descriptor;
        this.key = owner.slots().claim(this);
    }

    /**
     * Opens an endpoint under the key of one that is closed, of whose descriptor the system will go
     * on to report with it.
     *
     * @param owner the backend
     * @param descriptor what users know it by
     * @param parkedKey what {@link #parkKey} returned
     */
    @SuppressWarnings("this-escape") // as above
    protected CompletionEndpoint(CompletionBackend owner, Descriptor descriptor, long parkedKey) {
        this.owner = owner;
        this.descriptor = descriptor;
        this.key = parkedKey;
        owner.slots().resume(parkedKey, this);
    }

    /**
     * Handles a completion of an open endpoint.
     *
     * @param kind what was submitted
     * @param result the outcome
     * @param flags what else the system says
     */
    protected abstract void onCompletion(int kind, int result, int flags);

    /**
     * Takes back what a completion of a closing endpoint carries, such as memory.
     *
     * @param kind what was submitted
     * @param result the outcome
     * @param flags what else the system says
     */
    protected abstract void discard(int kind, int result, int flags);

    /** Cancels everything in flight, and takes back what is not in flight. */
    protected abstract void cancelAll();

    /** Gives the descriptor up, of which {@link #CLOSE} completes later; nothing is in flight. */
    protected abstract void giveUp();

    /** Gives the descriptor up at once, when the backend closes. */
    protected abstract void release();

    /** Learns that this is about to be closed, while its descriptor still is its own. */
    protected void onClosing() {}

    /** Learns that the endpoint is closed completely, before the receiver does. */
    protected void onClosed() {}

    /**
     * Returns what a submission carries to be found again.
     *
     * @param kind the kind of operation
     * @return the name of endpoint and kind; no other endpoint ever has it
     */
    public final long key(int kind) {
        return key | kind;
    }

    /** Counts an operation that completes later. */
    public final void started() {
        inFlight++;
        owner.countInFlight(1);
    }

    /**
     * Handles a completion.
     *
     * @param kind what was submitted
     * @param result the outcome
     * @param flags what else the system says
     * @param last whether the operation is over
     */
    protected final void complete(int kind, int result, int flags, boolean last) {
        if (last) {
            inFlight--;
            owner.countInFlight(-1);
        }
        if (kind == CLOSE) {
            closed();
            return;
        }
        if (closing) {
            discard(kind, result, flags);
            giveUpWhenIdle();
        } else {
            onCompletion(kind, result, flags);
        }
    }

    /**
     * Keeps the key from being used by others when this is closed. Nothing is in flight.
     *
     * @return the key, for another endpoint or for {@link CompletionBackend#freeKey}
     */
    protected final long parkKey() {
        parked = true;
        owner.slots().park(key);
        return key;
    }

    /** Gives the slot of an endpoint back that could not be opened; it is not used any more. */
    protected final void forget() {
        owner.slots().free(key);
    }

    private void closed() {
        if (!parked) {
            owner.slots().free(key);
        }
        onClosed();
        E present = receiver;
        if (present != null && !owner.isClosed()) {
            countEvent();
            present.onClosed();
        }
    }

    @Override
    public final void close() {
        if (!closing) {
            closing = true;
            onClosing();
            cancelAll();
            giveUpWhenIdle();
        }
    }

    private void giveUpWhenIdle() {
        if (inFlight == 0 && !givenUp && !owner.isClosed()) {
            givenUp = true;
            giveUp();
        }
    }

    /** Cancels everything when the whole backend closes, without events. */
    final void abandon() {
        if (!closing) {
            closing = true;
            cancelAll();
        }
    }

    /** Ends an endpoint when the whole backend closes, whatever is in flight. */
    final void end() {
        release();
        owner.slots().free(key);
    }

    /** Counts an event that is about to be delivered, for the result of the running poll. */
    public final void countEvent() {
        owner.countEvent();
    }

    /**
     * Names the receiver of events.
     *
     * @param events the receiver
     * @throws IllegalStateException if there is one already
     */
    public final void attach(E events) {
        if (receiver != null) {
            throw new IllegalStateException("a receiver of events is attached already");
        }
        receiver = Objects.requireNonNull(events, "events");
    }

    /**
     * Returns the receiver of events.
     *
     * @return what was attached
     * @throws NullPointerException if nothing was, so that nothing can have been submitted
     */
    public final E receiver() {
        return Objects.requireNonNull(receiver);
    }

    /**
     * Tells whether this endpoint is closed, or closing.
     *
     * @return true from {@link #close} on
     */
    public final boolean isClosing() {
        return closing;
    }

    /**
     * Refuses to use an endpoint that was closed.
     *
     * @throws IllegalStateException if it was
     */
    protected final void requireOpen() {
        if (closing) {
            throw new IllegalStateException(descriptor + " is closed");
        }
    }

    /**
     * Refuses a submission to an endpoint that was closed or has no receiver of events.
     *
     * @throws IllegalStateException if it was, or has none
     */
    protected final void requireAttached() {
        requireOpen();
        if (receiver == null) {
            throw new IllegalStateException(descriptor + " has no receiver of events yet");
        }
    }

    @Override
    public final Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + descriptor + (closing ? ", closing]" : "]");
    }
}
