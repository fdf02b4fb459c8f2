package weft.spi;

import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;

/** Receives the events of a {@link DatagramEndpoint}. Called inside {@link Backend#poll} only. */
public interface DatagramEvents extends EndpointEvents {
    /**
     * Hands over one datagram. The receiver owns one reference of the chunk.
     *
     * @param chunk the payload, possibly empty
     * @param remote the sender, or null if it has no name
     */
    void onReceived(Chunk chunk, @Nullable SocketAddress remote);

    /**
     * Reports that a pending send took datagrams; all buffers are the caller's again.
     *
     * @param datagrams how many, from the first on
     */
    void onSent(int datagrams);
}
