package weft;

/**
 * A connected, ordered stream of bytes in both directions. The asyncio counterpart is {@code
 * asyncio.Transport}.
 */
public interface Transport extends ReadTransport, WriteTransport {
    /**
     * Hands the connection to another protocol, from the next event on. As in asyncio, its {@code
     * connectionMade} is not called: that is up to the caller, and a {@link PullProtocol} begins
     * with it.
     *
     * @param protocol a protocol of any kind
     */
    void setProtocol(StreamProtocol protocol);

    /**
     * Returns the protocol that gets the events.
     *
     * @return the protocol
     */
    StreamProtocol getProtocol();
}
