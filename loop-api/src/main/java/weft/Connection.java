package weft;

/**
 * What a connection attempt yields. The asyncio counterpart is the pair that {@code
 * create_connection} returns.
 *
 * @param <P> the type of the protocol
 * @param transport the transport
 * @param protocol the protocol that the factory made
 */
public record Connection<P extends StreamProtocol>(Transport transport, P protocol) {}
