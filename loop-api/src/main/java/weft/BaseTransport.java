package weft;

import org.jspecify.annotations.Nullable;

/**
 * One communication channel, as its protocol sees it. All methods are for the loop's thread and
 * return at once. The asyncio counterpart is {@code asyncio.BaseTransport}.
 */
public interface BaseTransport {
    /**
     * Returns a fact about the transport: {@code peername} and {@code sockname} (a {@code
     * SocketAddress}), {@code socket} (a {@code weft.spi.Descriptor}).
     *
     * @param name the name of the fact
     * @return the fact, or null if it is unknown
     */
    @Nullable Object getExtraInfo(String name);

    /**
     * Returns a fact about the transport.
     *
     * @param name the name of the fact
     * @param fallback what to return if it is unknown
     * @return the fact or the fallback
     */
    default Object getExtraInfo(String name, Object fallback) {
        Object value = getExtraInfo(name);
        return value == null ? fallback : value;
    }

    /**
     * Tells whether the transport is closing or closed.
     *
     * @return whether it is on its way down
     */
    boolean isClosing();

    /**
     * Closes the transport: receiving stops, what was written is sent, then {@code connectionLost}
     * is called with null. Idempotent.
     */
    void close();
}
