package weft.readiness;

import weft.spi.Capability;
import weft.spi.Descriptor;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.util.Set;

/**
 * Supplies what a system facility of the select(2) kind differs in: how to wait, and how to make
 * the socket calls. {@link ReadinessBackend} turns one into a whole backend.
 *
 * <p>An implementation has no state machine and delivers nothing: everything that the contract of
 * {@link weft.spi.Backend} asks for, from the order of events to memory, is the layer's. It is used
 * by one thread; only {@link #wakeup} may be called by others.
 */
public interface Facility {
    /**
     * Returns the name under which the loop is selected.
     *
     * @return the name
     */
    String name();

    /**
     * Returns what the facility can do beyond TCP.
     *
     * @return an immutable set
     */
    Set<Capability> capabilities();

    /**
     * Tells whether {@link #await} has to run with no virtual thread mounted.
     *
     * @return as {@link weft.spi.Backend#pollsOnPlatformThread}
     */
    boolean pollsOnPlatformThread();

    /**
     * Tells whether readiness is reported when it begins only. Then what is left after a bounded
     * burst is fetched without waiting for another report.
     *
     * @return true for edges, false for levels
     */
    boolean reportsEdges();

    /**
     * Waits for readiness and tells the handlers.
     *
     * @param timeoutNanos how long: 0 not at all, negative until readiness or a wake-up. Never
     *     returns early by design, and late by less than a millisecond.
     * @throws IOException if the facility failed as a whole
     */
    void await(long timeoutNanos) throws IOException;

    /**
     * Makes the running or else the next {@link #await} return. Any thread; harmless when closed.
     */
    void wakeup();

    /**
     * Opens a non-blocking stream socket. {@code TCP_NODELAY} is set by the engine.
     *
     * @param family the protocol family
     * @return a new socket
     * @throws IOException if no socket can be had
     */
    StreamSocket openStream(ProtocolFamily family) throws IOException;

    /**
     * Opens a non-blocking listening socket.
     *
     * @param family the protocol family
     * @return a new socket
     * @throws IOException if no socket can be had
     */
    ListenerSocket openListener(ProtocolFamily family) throws IOException;

    /**
     * Takes over a connected stream socket.
     *
     * @param descriptor the socket
     * @return the socket, non-blocking
     * @throws IOException if it is none
     */
    default StreamSocket adoptStream(Descriptor descriptor) throws IOException {
        throw Capability.ADOPT.absentFrom(name());
    }

    /**
     * Takes over a listening socket.
     *
     * @param descriptor the socket
     * @return the socket, non-blocking
     * @throws IOException if it is none
     */
    default ListenerSocket adoptListener(Descriptor descriptor) throws IOException {
        throw Capability.ADOPT.absentFrom(name());
    }

    /**
     * Borrows a socket for calls.
     *
     * @param descriptor the user's socket
     * @return the socket
     * @throws IOException if it is none, or is blocking
     */
    default BorrowedSocket borrowSocket(Descriptor descriptor) throws IOException {
        throw Capability.SOCKET_CALLS.absentFrom(name());
    }

    /**
     * Borrows a descriptor for waiting.
     *
     * @param descriptor what to wait for
     * @return the descriptor
     * @throws IOException if it cannot be waited for
     */
    default Pollable watch(Descriptor descriptor) throws IOException {
        throw Capability.WATCH.absentFrom(name());
    }

    /** Releases the facility, after all its pollables were closed or released. Idempotent. */
    void close();
}
