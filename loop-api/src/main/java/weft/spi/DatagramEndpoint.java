package weft.spi;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** Sends and receives datagrams, in batches where the system can. */
public interface DatagramEndpoint extends Endpoint {
    /**
     * Names the receiver of events. Called once, before anything is submitted.
     *
     * @param events the receiver
     */
    void attach(DatagramEvents events);

    /**
     * Binds the local end.
     *
     * @param local the address; port 0 takes a free one
     * @throws IOException if it cannot be bound
     */
    void bind(SocketAddress local) throws IOException;

    /**
     * Fixes the peer: only its datagrams arrive, and sends need no address.
     *
     * @param remote the peer
     * @throws IOException if the address cannot be used
     */
    void connect(SocketAddress remote) throws IOException;

    /** Receives until told to stop, through {@code onReceived}. A no-op while receiving. */
    void startReceive();

    /** Stops receiving; what the backend already has may still arrive. A no-op if not receiving. */
    void stopReceive();

    /**
     * Sends datagrams, one from each buffer.
     *
     * @param buffers the payloads; lent until {@code onSent} if the answer is {@link
     *     Backend#PENDING}
     * @param remotes the peers, one for each buffer; null entries on a connected socket
     * @param count how many datagrams
     * @return how many datagrams the system took, at least one, or {@link Backend#PENDING}
     * @throws IOException if the first one failed at once
     */
    int send(ByteBuffer[] buffers, @Nullable SocketAddress[] remotes, int count) throws IOException;
}
