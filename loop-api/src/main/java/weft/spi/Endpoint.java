package weft.spi;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;

/**
 * Represents one open descriptor in a backend. All methods are for the loop's thread.
 *
 * <p>Life: opened, attached to its receiver of events, used, {@link #close closed}; then whatever
 * is in flight is cancelled and counted down, and {@code onClosed} ends it. Between {@code close}
 * and {@code onClosed} no other event comes.
 */
public interface Endpoint {
    /**
     * Returns the descriptor underneath.
     *
     * @return the descriptor; its number may belong to somebody else once the endpoint is closed
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
     * @param option the option, of {@code StandardSocketOptions} or {@code ExtendedSocketOptions}
     * @param value the value
     * @throws UnsupportedOperationException if the backend does not know the option
     * @throws IOException if the system refuses it
     */
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /**
     * Reads a socket option.
     *
     * @param <T> the type of the value
     * @param option the option
     * @return its value
     * @throws UnsupportedOperationException if the backend does not know the option
     * @throws IOException if the system refuses it
     */
    <T> T getOption(SocketOption<T> option) throws IOException;

    /**
     * Closes the descriptor, cancelling what is in flight. Asynchronous and idempotent: {@code
     * onClosed} follows in a later poll, when the system holds no memory of this endpoint any more.
     */
    void close();
}
