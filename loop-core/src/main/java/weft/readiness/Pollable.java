package weft.readiness;

import org.jspecify.annotations.Nullable;

import weft.spi.Descriptor;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;

/**
 * Holds one open descriptor for a {@link Facility}. The layer owns it: it alone calls the methods,
 * on the loop's thread.
 */
public interface Pollable {
    /** Readiness to receive, to accept, or to see the end or an error. */
    int READ = 1;

    /** Readiness to send, or the end of connecting. */
    int WRITE = 2;

    /**
     * Reported with the others by a facility of edges: the peer has shut down or the descriptor has
     * failed, so that a short read does not mean that the next edge is still to come. Never asked
     * for.
     */
    int END = 4;

    /**
     * Returns the descriptor.
     *
     * @return the descriptor, equal for equal channels or numbers
     */
    Descriptor descriptor();

    /**
     * Returns the address this end is bound to.
     *
     * @return the address, or null if unbound, unnamed or closed
     */
    @Nullable SocketAddress localAddress();

    /**
     * Sets a socket option.
     *
     * @param <T> the type of the value
     * @param option the option
     * @param value the value
     * @throws UnsupportedOperationException if the option is not known
     * @throws IOException if the system refuses it
     */
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /**
     * Reads a socket option.
     *
     * @param <T> the type of the value
     * @param option the option
     * @return its value
     * @throws UnsupportedOperationException if the option is not known
     * @throws IOException if the system refuses it
     */
    <T> T getOption(SocketOption<T> option) throws IOException;

    /**
     * Makes the facility wait for this and nothing else. Called right before a wait, and only if
     * something changed. With edges, asking for an operation that is ready already has to bring an
     * edge.
     *
     * @param operations a union of {@link #READ} and {@link #WRITE}; 0 ends the waiting, so that
     *     not even an error is reported
     * @param handler who takes the readiness, the same at every call
     * @throws IOException if the facility cannot wait for this descriptor
     */
    void waitFor(int operations, ReadyHandler handler) throws IOException;

    /** Takes the descriptor out of the facility and leaves it open. Idempotent. */
    void release();

    /**
     * Takes the descriptor out of the facility and closes it; the system must be done with it after
     * the next wait. Idempotent. A failure to close is of no use to anybody, since the descriptor
     * is gone all the same (close(2)), and is not reported.
     */
    void close();
}
