package weft.spi;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Moves bytes over a connected socket or a pipe. At most one operation is in flight per direction.
 */
public interface StreamEndpoint extends Endpoint {
    /**
     * Names the receiver of events. Called once, before anything is submitted.
     *
     * @param events the receiver
     */
    void attach(StreamEvents events);

    /**
     * Binds the local end before connecting.
     *
     * @param local the address; port 0 takes a free one
     * @throws IOException if it cannot be bound
     */
    void bind(SocketAddress local) throws IOException;

    /**
     * Starts connecting. Ends with {@code onConnected} or with a failure of {@link
     * Operation#CONNECT}.
     *
     * @param remote the peer
     */
    void connect(SocketAddress remote);

    /**
     * Returns the peer's address as it was when the connection was made, so that it stays known
     * after a reset.
     *
     * @return the address, or null if not connected or unnamed
     */
    @Nullable SocketAddress remoteAddress();

    /**
     * Receives until told to stop: bytes arrive through {@code onReceived}, the end through {@code
     * onEndOfStream}. A no-op while receiving.
     */
    void startReceive();

    /**
     * Stops receiving. What the system had already handed to the backend may still arrive in the
     * next poll; the receiver keeps it. A no-op if not receiving.
     */
    void stopReceive();

    /**
     * Receives once, straight into the caller's memory. Not while {@link #startReceive} is active.
     *
     * @param target where to put the bytes; lent to the backend until {@code onReceivedInto} or a
     *     failure if the answer is {@link Backend#PENDING}. Its position is advanced.
     * @return the number of bytes received, {@link Backend#PENDING}, or {@link
     *     Backend#END_OF_STREAM}
     * @throws IOException if it failed at once
     */
    int receive(ByteBuffer target) throws IOException;

    /**
     * Sends from several buffers in order.
     *
     * @param buffers the buffers, direct or not; their positions are advanced by the bytes taken,
     *     before this returns or before {@code onSent}
     * @param count how many of them to use; together they hold at least one byte
     * @return the number of bytes taken, at least one and maybe fewer than offered; or {@link
     *     Backend#PENDING}, and then the array and the buffers are lent until {@code onSent} or a
     *     failure
     * @throws IOException if it failed at once
     */
    int send(ByteBuffer[] buffers, int count) throws IOException;

    /**
     * Sends like {@link #send}, for a caller who does nothing before it hears of something else
     * either: no poll needs to return only for the success of this send. It is reported by the poll
     * that returns next, for whatever reason. A failure, or fewer bytes taken than offered, is
     * reported as always.
     *
     * @param buffers the buffers, as for {@link #send}
     * @param count how many of them to use
     * @return as for {@link #send}
     * @throws IOException if it failed at once
     */
    default int sendQuietly(ByteBuffer[] buffers, int count) throws IOException {
        return send(buffers, count);
    }

    /**
     * Sends part of a file without bringing it into user memory. Needs {@link
     * Capability#SEND_FILE}.
     *
     * @param file the file, read at the given position without moving its own
     * @param position where to start, in bytes
     * @param count how many bytes at the most
     * @return the bytes sent, 0 at the file's end, or {@link Backend#PENDING} until {@code onSent}
     * @throws IOException if it failed at once
     */
    default long sendFile(FileChannel file, long position, long count) throws IOException {
        throw Capability.SEND_FILE.absentFrom(descriptor().toString());
    }

    /**
     * Shuts the sending side down, so that the peer sees the end of the stream after what was sent.
     * Not while a send is in flight.
     *
     * @throws IOException if it failed at once; a later failure is an event
     */
    void shutdownOutput() throws IOException;
}
