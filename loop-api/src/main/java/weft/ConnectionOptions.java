package weft;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.net.ProtocolFamily;

/**
 * Says how to connect. The asyncio counterparts are the keyword arguments of {@code
 * create_connection}.
 *
 * @param localAddress the address to connect from, or null for the system's choice
 * @param family the only family to try, or null for all that the host resolves to
 */
public record ConnectionOptions(
        @Nullable InetSocketAddress localAddress, @Nullable ProtocolFamily family) {
    /** Any local address, any family. */
    public static final ConnectionOptions DEFAULTS = new ConnectionOptions(null, null);
}
