package weft;

import java.nio.ByteBuffer;

/**
 * A protocol that is given received bytes where they are. The asyncio counterpart is {@code
 * asyncio.Protocol}. The order of events is connectionMade, any number of dataReceived, at most one
 * eofReceived, connectionLost.
 */
public non-sealed interface Protocol extends StreamProtocol {
    /**
     * Receives bytes.
     *
     * @param data the bytes, at least one, read-only, lent until this returns: copy what is needed
     *     later, or write it to a transport, which keeps it without a copy
     */
    default void dataReceived(ByteBuffer data) {}
}
