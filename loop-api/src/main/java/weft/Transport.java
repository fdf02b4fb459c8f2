package weft;

/**
 * A connected, ordered stream of bytes in both directions. The asyncio counterpart is {@code
 * asyncio.Transport}.
 */
public interface Transport extends ReadTransport, WriteTransport {
    /**
     * Hands the connection to another protocol, from the next event on.
     *
     * @param protocol a {@link Protocol} or a {@link BufferedProtocol}
     */
    void setProtocol(StreamProtocol protocol);

    /**
     * Returns the protocol that gets the events.
     *
     * @return the protocol
     */
    StreamProtocol getProtocol();
}
