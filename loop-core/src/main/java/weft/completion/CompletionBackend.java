package weft.completion;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what backends over a facility of completions share: which endpoints are open, what is in
 * flight, and the end of both. Waiting for completions and the calls themselves are the subclass's.
 *
 * <p>A poll goes like this:
 *
 * <ol>
 *   <li>hand over what was submitted, wait, and deliver what has completed ({@link #run});
 *   <li>deliver accepted connections that were beyond the burst of an earlier poll.
 * </ol>
 *
 * <p>Closing cancels everything and waits a bounded time for the last completions: the system may
 * write to the memory of an operation until then. All methods are the loop thread's.
 */
public abstract class CompletionBackend implements Backend {
    /** How long closing waits for cancelled operations. */
    private static final long DRAIN_NANOS = 1_000_000_000L;

    private final Slots slots = new Slots();
    private final List<AcceptQueue> backlog = new ArrayList<>();
    private int inFlight;
    private int events;
    private long polls;
    private boolean closed;

    /** Creates a backend without endpoints. */
    protected CompletionBackend() {}

    /**
     * Hands over what was submitted, waits for completions and delivers them.
     *
     * @param timeoutNanos how long to wait, as in {@link Backend#poll}
     * @throws IOException if the facility failed as a whole
     */
    protected abstract void run(long timeoutNanos) throws IOException;

    /**
     * Releases the facility, after all endpoints.
     *
     * @param drained whether nothing is in flight any more; if something is, the memory that the
     *     system may still write to must not be used again
     */
    protected abstract void release(boolean drained);

    @Override
    public boolean pollsOnPlatformThread() {
        // A native call pins the virtual thread to its carrier, and that is the loop's thread.
        return false;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public final int poll(long timeoutNanos) throws IOException {
        requireOpen();
        polls++;
        events = 0;
        run(backlog.isEmpty() ? timeoutNanos : 0);
        if (!backlog.isEmpty()) {
            backlog.removeIf(queue -> !queue.deliverBacklog());
        }
        return events;
    }

    /**
     * Delivers a completion to the endpoint that its key was made for.
     *
     * @param key what the submission carried: {@link CompletionEndpoint#key}
     * @param result the outcome
     * @param flags what else the system says
     * @param last whether the operation is over
     * @return false if there is no such endpoint
     */
    protected final boolean deliver(long key, int result, int flags, boolean last) {
        CompletionEndpoint<?> endpoint = slots.find(key);
        if (endpoint == null) {
            return false;
        }
        endpoint.complete(Slots.kind(key), result, flags, last);
        return true;
    }

    /**
     * Finds the endpoint that a key was made for.
     *
     * @param key a {@link CompletionEndpoint#key} of any kind
     * @return the endpoint, or null if it is gone
     */
    protected final @Nullable CompletionEndpoint<?> find(long key) {
        return slots.find(key);
    }

    /**
     * Frees a key that was parked.
     *
     * @param key what {@link CompletionEndpoint#parkKey} returned
     */
    public final void freeKey(long key) {
        slots.free(key);
    }

    /** Has a queue's waiting connections delivered in the next polls; called once for them. */
    final void addBacklog(AcceptQueue queue) {
        backlog.add(queue);
    }

    final Slots slots() {
        return slots;
    }

    /** Counts operations that complete later, or that have completed. */
    final void countInFlight(int change) {
        inFlight += change;
    }

    final void countEvent() {
        events++;
    }

    /**
     * Returns how many polls there were.
     *
     * @return the number, the running one included
     */
    public final long polls() {
        return polls;
    }

    /**
     * Returns how many operations of endpoints are in flight.
     *
     * @return the number
     */
    public final int inFlight() {
        return inFlight;
    }

    /**
     * Returns how many endpoints are not completely closed.
     *
     * @return the number
     */
    public final int openEndpoints() {
        return slots.open();
    }

    /**
     * Tells whether this backend is closed.
     *
     * @return true from the beginning of {@link #close} on
     */
    public final boolean isClosed() {
        return closed;
    }

    /**
     * Refuses to do anything once closed.
     *
     * @throws IllegalStateException if this backend is closed
     */
    protected final void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the " + name() + " backend is closed");
        }
    }

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        slots.forEach(CompletionEndpoint::abandon);
        boolean drained = drain();
        slots.forEach(CompletionEndpoint::end);
        release(drained);
    }

    /**
     * Tells whether the system will write to no memory any more.
     *
     * @return true if nothing is in flight
     */
    protected boolean isIdle() {
        return inFlight == 0;
    }

    /**
     * Waits a bounded time for what was cancelled.
     *
     * @return whether nothing is in flight any more
     */
    protected boolean drain() {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        try {
            while (!isIdle() && System.nanoTime() < deadline) {
                run(DRAIN_NANOS / 100);
            }
            return isIdle();
        } catch (IOException | IllegalStateException e) {
            // The facility failed, or belongs to a thread that has gone: nobody tells what is still
            // in flight.
            return false;
        }
    }
}
