package weft.readiness;

import org.jspecify.annotations.Nullable;

import weft.spi.Descriptor;
import weft.spi.Endpoint;
import weft.spi.EndpointEvents;
import weft.spi.Operation;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;

/**
 * Keeps what all endpoints have: what they wait for, whether something is due without waiting, and
 * the end of their life.
 *
 * <p>What is waited for changes many times between two waits (a send that has to wait and then does
 * not, a receiver that pauses and resumes), so changes are noted here and told to the facility
 * once, right before the next wait, and only if something is different then.
 *
 * <p>That something is wanted no more is not told at all at first, because it will soon be wanted
 * again, as by a receiver that takes one message at a time. Only readiness that was reported in
 * vain shows that it was no passing matter, and then the facility is told. The exception are levels
 * of writability: a socket nearly always is writable, so the report in vain would always come.
 *
 * <p>With edges, what was told is not enough to go by: an edge that came while nobody wanted it, or
 * that was not used up, is gone. It is {@link #lost} then, and wanting the operation tells the
 * facility again, which brings a fresh edge ({@link Pollable#waitFor}).
 */
abstract class ReadinessEndpoint implements Endpoint, ReadyHandler {
    final ReadinessBackend backend;

    /** Neighbours among the open endpoints; the backend's. */
    @Nullable ReadinessEndpoint previousOpen;

    @Nullable ReadinessEndpoint nextOpen;

    private final Pollable pollable;
    private final boolean edges;
    private byte wanted;
    private byte told;
    private byte lost;
    private boolean changeNoted;
    private boolean dueNoted;
    private boolean closed;
    private @Nullable IOException refusal;

    /**
     * @param levels whether this needs to be told in every wait for as long as readiness lasts
     */
    ReadinessEndpoint(ReadinessBackend backend, Pollable pollable, boolean levels) {
        this.backend = backend;
        this.pollable = pollable;
        this.edges = backend.reportsEdges() && !levels;
    }

    /** Handles readiness of what is wanted. */
    abstract void ready(int operations);

    /** Learns of readiness that nobody wants now, and that may not be reported again. */
    void readyInVain(int operations) {}

    /** Delivers what became due without waiting. Not called once closed. */
    abstract void due();

    /** Reports to all operations in flight that they cannot be waited for. */
    abstract void refused(IOException cause);

    /** Returns who gets the events, or null if nobody was attached. */
    abstract @Nullable EndpointEvents receiver();

    /** Gives the descriptor up, by closing or releasing it. */
    abstract void giveUp(Pollable descriptor);

    /** Asks to be told when an operation is ready, from the next wait on. */
    final void want(int operation) {
        wanted |= (byte) operation;
        if ((operation & (~told | lost)) != 0) {
            noteChange();
        }
    }

    /** Asks not to be told any more. */
    final void unwant(int operation) {
        wanted &= (byte) ~operation;
        if (!edges && (operation & told & Pollable.WRITE) != 0) {
            noteChange();
        }
    }

    /** Has {@link #due} called in the next poll, which then does not wait. */
    final void makeDue() {
        if (!dueNoted) {
            dueNoted = true;
            backend.noteDue(this);
        }
    }

    /**
     * Notes that an operation may be ready although its edge was taken, so that wanting it brings
     * another one.
     */
    final void forgetEdge(int operation) {
        if (edges) {
            lost |= (byte) operation;
        }
    }

    /** Notes that an operation is not ready any more, so that another edge will come. */
    final void edgeUsedUp(int operation) {
        lost &= (byte) ~operation;
    }

    /** Tells the facility, right before a wait. */
    final void tellChange() {
        changeNoted = false;
        if (closed || (wanted == told && (wanted & lost) == 0)) {
            return;
        }
        try {
            pollable.waitFor(wanted, this);
            told = wanted;
            lost &= (byte) ~wanted;
        } catch (IOException e) {
            refusal = e;
            wanted &= told;
            makeDue();
        }
    }

    /** Delivers what is due; called by the backend. */
    final void deliverDue() {
        dueNoted = false;
        if (closed) {
            return;
        }
        IOException cause = refusal;
        if (cause != null) {
            refusal = null;
            refused(cause);
            return;
        }
        due();
    }

    final void deliverClosed() {
        EndpointEvents receiver = receiver();
        if (receiver != null) {
            backend.countEvent();
            receiver.onClosed();
        }
    }

    final void deliverFailure(Operation operation, IOException cause) {
        EndpointEvents receiver = receiver();
        if (receiver != null) {
            backend.countEvent();
            receiver.onFailure(operation, cause);
        }
    }

    final boolean isClosed() {
        return closed;
    }

    /** Refuses a submission to an endpoint that is closed or has no receiver. */
    final void requireUsable() {
        if (closed) {
            throw new IllegalStateException("the endpoint is closed: " + this);
        }
        if (receiver() == null) {
            throw new IllegalStateException("nobody is attached to the endpoint: " + this);
        }
    }

    /** Refuses a second receiver. */
    final void requireUnattached() {
        if (receiver() != null) {
            throw new IllegalStateException("somebody is attached to the endpoint: " + this);
        }
    }

    /** Gives the descriptor up with no event to follow, when the backend closes. */
    final void abandon() {
        closed = true;
        giveUp(pollable);
    }

    @Override
    public final void onReady(int operations) {
        if (closed) {
            return;
        }
        int relevant = operations & wanted;
        int vain = operations & told & ~wanted;
        if (vain != 0) {
            forgetEdge(vain);
            noteChange();
            readyInVain(operations & (vain | Pollable.END));
        }
        if (relevant != 0) {
            ready(relevant | (operations & Pollable.END));
        }
    }

    @Override
    public final boolean reportsEdges() {
        return edges;
    }

    @Override
    public final Descriptor descriptor() {
        return pollable.descriptor();
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return closed ? null : pollable.localAddress();
    }

    @Override
    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        pollable.setOption(option, value);
    }

    @Override
    public final <T> T getOption(SocketOption<T> option) throws IOException {
        return pollable.getOption(option);
    }

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        giveUp(pollable);
        backend.noteClosed(this);
    }

    @Override
    public final String toString() {
        return backend.name() + " " + getClass().getSimpleName() + " " + pollable.descriptor();
    }

    /** Has what is wanted told right before the next wait, also what is wanted no more. */
    final void noteChange() {
        if (!changeNoted && !closed) {
            changeNoted = true;
            backend.noteChange(this);
        }
    }
}
