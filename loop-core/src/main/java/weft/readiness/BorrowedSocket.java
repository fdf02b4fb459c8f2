package weft.readiness;

import org.jspecify.annotations.Nullable;

import weft.spi.Descriptor;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Makes non-blocking calls on a socket that stays the user's; see {@link weft.spi.SocketEndpoint},
 * which it serves.
 */
public interface BorrowedSocket extends Pollable {
    /**
     * Returns the peer's address.
     *
     * @return the address, or null if not connected or unnamed
     */
    @Nullable SocketAddress remoteAddress();

    /**
     * Receives what is there.
     *
     * @param target where to put it; its position is advanced
     * @return the number of bytes, {@link weft.spi.Backend#PENDING}, or {@link
     *     weft.spi.Backend#END_OF_STREAM}
     * @throws IOException if it failed
     */
    int receive(ByteBuffer target) throws IOException;

    /**
     * Receives one datagram that is there.
     *
     * @param target where to put it; its position is advanced
     * @return the sender, or null if it would block
     * @throws IOException if it failed
     */
    @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException;

    /**
     * Sends what the system takes now.
     *
     * @param source the bytes; its position is advanced
     * @param remote the peer, or null on a connected socket
     * @return the number of bytes, or {@link weft.spi.Backend#PENDING}
     * @throws IOException if it failed
     */
    int send(ByteBuffer source, @Nullable SocketAddress remote) throws IOException;

    /**
     * Starts connecting.
     *
     * @param remote the peer
     * @return whether it is connected already
     * @throws IOException if it failed at once
     */
    boolean connect(SocketAddress remote) throws IOException;

    /**
     * Learns how connecting ended.
     *
     * @throws IOException if it failed
     */
    void finishConnect() throws IOException;

    /**
     * Accepts a connection that is there.
     *
     * @return a non-blocking socket, or null if there is none
     * @throws IOException if it failed
     */
    @Nullable Descriptor accept() throws IOException;
}
