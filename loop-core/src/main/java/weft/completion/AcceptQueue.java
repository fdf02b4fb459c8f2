package weft.completion;

import org.jspecify.annotations.Nullable;

import weft.spi.ListenerEvents;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Delivers what a listener's accepts bring. The system accepts as fast as clients come; what is
 * beyond the burst of one poll waits here, in order, and while something does, no accept is started
 * again. When very many wait, the one in flight is cancelled: the rest then waits in the socket's
 * backlog.
 */
public final class AcceptQueue {
    /** Accepted connections that may wait for later polls before accepting is stopped for them. */
    private static final int MAXIMUM_WAITING = 256;

    private final CompletionBackend backend;
    private final CompletionEndpoint<ListenerEvents> listener;
    private final Acceptor acceptor;
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private boolean wanted;
    private int burst;
    private int delivered;
    private long deliveredIn = -1;

    /** Makes the calls of a listener. */
    public interface Acceptor {
        /** Starts accepting, as far as it is not in flight already. */
        void arm();

        /** Cancels what is in flight, which completes in any case; a no-op if nothing is. */
        void disarm();

        /**
         * Makes an endpoint of an accepted connection, or closes it.
         *
         * @param accepted the connection
         * @return the endpoint, or null if the connection is lost already
         * @throws IOException if there can be no endpoint
         */
        @Nullable StreamEndpoint open(long accepted) throws IOException;

        /**
         * Closes an accepted connection that nobody will get.
         *
         * @param accepted the connection
         */
        void drop(long accepted);
    }

    /**
     * Creates the queue of a listener that does not accept yet.
     *
     * @param backend the listener's backend
     * @param listener whose receiver gets the connections
     * @param acceptor what accepts
     */
    public AcceptQueue(
            CompletionBackend backend,
            CompletionEndpoint<ListenerEvents> listener,
            Acceptor acceptor) {
        this.backend = backend;
        this.listener = listener;
        this.acceptor = acceptor;
    }

    /**
     * Starts accepting.
     *
     * @param newBurst how many connections one poll may deliver
     * @throws IllegalArgumentException if that is below 1
     */
    public void start(int newBurst) {
        listener.requireAttached();
        if (newBurst < 1) {
            throw new IllegalArgumentException("burst " + newBurst + " is below 1");
        }
        burst = newBurst;
        wanted = true;
        goOn();
    }

    /** Stops accepting. */
    public void stop() {
        wanted = false;
        acceptor.disarm();
    }

    /** Stops accepting and closes what waits; the listener closes. */
    public void stopForGood() {
        stop();
        waiting.forEach(acceptor::drop);
        waiting.clear();
    }

    /**
     * Delivers a connection, or has it wait if enough were delivered in this poll.
     *
     * @param accepted the connection
     */
    public void accepted(long accepted) {
        if (waiting.isEmpty() && !isBurstOver()) {
            deliver(accepted);
        } else {
            if (waiting.isEmpty()) {
                backend.addBacklog(this);
            }
            waiting.add(accepted);
        }
        goOn();
    }

    /**
     * Reports that accepting failed, which ends it, unless it is not wanted any more.
     *
     * @param cause why
     */
    public void failed(IOException cause) {
        if (wanted) {
            stop();
            listener.countEvent();
            listener.receiver().onFailure(Operation.ACCEPT, cause);
        }
    }

    /** Starts accepting again after a completion that brought nothing, if it is wanted. */
    public void goOn() {
        if (!wanted || listener.isClosing()) {
            return;
        }
        if (waiting.isEmpty()) {
            acceptor.arm();
        } else if (waiting.size() >= MAXIMUM_WAITING) {
            acceptor.disarm();
        }
    }

    private boolean isBurstOver() {
        if (deliveredIn != backend.polls()) {
            deliveredIn = backend.polls();
            delivered = 0;
        }
        return delivered >= burst;
    }

    private void deliver(long accepted) {
        @Nullable StreamEndpoint connection;
        try {
            connection = acceptor.open(accepted);
        } catch (IOException e) {
            failed(e);
            return;
        }
        if (connection != null) {
            delivered++;
            listener.countEvent();
            listener.receiver().onAccepted(connection);
        }
    }

    /** Delivers what waits, up to a burst; returns whether more waits. */
    boolean deliverBacklog() {
        while (!waiting.isEmpty() && !isBurstOver()) {
            deliver(waiting.remove());
        }
        goOn();
        return !waiting.isEmpty();
    }
}
