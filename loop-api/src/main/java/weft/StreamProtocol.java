package weft;

/**
 * What a {@link Transport} talks to: a {@link Protocol}, a {@link BufferedProtocol} or a {@link
 * PullProtocol}.
 */
public sealed interface StreamProtocol extends BaseProtocol<Transport>
        permits Protocol, BufferedProtocol, PullProtocol {
    /**
     * Reports that the peer sends no more.
     *
     * @return whether to keep the sending side open; false closes the transport
     */
    default boolean eofReceived() {
        return false;
    }
}
