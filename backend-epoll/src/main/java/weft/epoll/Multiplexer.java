package weft.epoll;

import weft.readiness.Facility;
import weft.readiness.ReadyHandler;

import java.io.IOException;

/** Waits for many descriptors at once: the part in which epoll and poll differ. */
interface Multiplexer {
    /** Tells whether readiness is reported when it begins only. */
    boolean reportsEdges();

    /**
     * Waits for a descriptor. Called between waits only.
     *
     * @param pollable the descriptor
     * @param operations what for, not 0
     * @param handler who says whether edges will do
     * @throws IOException if it cannot be waited for
     */
    void set(EpollPollable pollable, int operations, ReadyHandler handler) throws IOException;

    /** Waits for a descriptor no more. May be called while readiness is reported. Idempotent. */
    void remove(EpollPollable pollable);

    /**
     * Waits and reports to {@link EpollPollable#report}.
     *
     * @param timeoutNanos as {@link Facility#await}
     * @throws IOException if waiting failed
     */
    void await(long timeoutNanos) throws IOException;

    /** Ends the present or the next wait. Any thread. */
    void wakeup();

    /** Closes the multiplexer's own descriptors. */
    void close();
}
