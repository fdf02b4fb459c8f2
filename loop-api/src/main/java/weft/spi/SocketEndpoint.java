package weft.spi;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Waits on, and makes non-blocking calls on, a socket that stays the user's. A wait moves no byte,
 * so giving one up loses nothing. {@link #close} ends the borrowing and leaves the socket open.
 */
public interface SocketEndpoint extends Endpoint {
    /**
     * Names the receiver of events. Called once, before anything is submitted.
     *
     * @param events the receiver
     */
    void attach(SocketEvents events);

    /** Asks for one {@code onReadable}. A no-op while one is asked for. */
    void awaitReadable();

    /** Gives up waiting for {@code onReadable}. */
    void cancelReadable();

    /** Asks for one {@code onWritable}. A no-op while one is asked for. */
    void awaitWritable();

    /** Gives up waiting for {@code onWritable}. */
    void cancelWritable();

    /**
     * Receives what is there.
     *
     * @param target where to put it; its position is advanced
     * @return the number of bytes, {@link Backend#PENDING} if it would block, or {@link
     *     Backend#END_OF_STREAM}
     * @throws IOException if it failed
     */
    int receive(ByteBuffer target) throws IOException;

    /**
     * Receives one datagram that is there.
     *
     * @param target where to put it; its position is advanced, what does not fit is cut off
     * @return the sender, or null if it would block
     * @throws IOException if it failed
     */
    @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException;

    /**
     * Sends what the system takes now.
     *
     * @param source the bytes; its position is advanced
     * @param remote the peer, or null on a connected socket
     * @return the number of bytes, or {@link Backend#PENDING} if it would block
     * @throws IOException if it failed
     */
    int send(ByteBuffer source, @Nullable SocketAddress remote) throws IOException;

    /**
     * Starts connecting.
     *
     * @param remote the peer
     * @return whether it is connected; if not, wait for {@code onWritable} and {@link
     *     #finishConnect}
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
     * @return a non-blocking socket, the caller's, or null if it would block
     * @throws IOException if it failed
     */
    @Nullable Descriptor accept() throws IOException;
}
