package weft.readiness;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Makes the non-blocking calls of a stream socket. Failures are as the system names them. */
public interface StreamSocket extends Pollable {
    /**
     * Binds the local end.
     *
     * @param local the address
     * @throws IOException if it cannot be bound
     */
    void bind(SocketAddress local) throws IOException;

    /**
     * Starts connecting.
     *
     * @param remote the peer
     * @return whether it is connected already; if not, writability says that it has ended
     * @throws IOException if it failed at once
     */
    boolean connect(SocketAddress remote) throws IOException;

    /**
     * Learns how connecting ended.
     *
     * @return whether it is connected; false if it has not ended
     * @throws IOException if it failed
     */
    boolean finishConnect() throws IOException;

    /**
     * Returns the peer's address.
     *
     * @return the address, or null if not connected or unnamed
     */
    @Nullable SocketAddress remoteAddress();

    /**
     * Receives what is there.
     *
     * @param target where to put it, with room for at least one byte; its position is advanced.
     *     What is left of the room means that nothing more is there, but maybe the end.
     * @return the number of bytes, {@link weft.spi.Backend#PENDING} if it would block, or {@link
     *     weft.spi.Backend#END_OF_STREAM}
     * @throws IOException if it failed
     */
    int receive(ByteBuffer target) throws IOException;

    /**
     * Sends what the system takes now.
     *
     * @param buffers the bytes, at least one; positions are advanced
     * @param count how many buffers
     * @return the number of bytes; fewer than offered means that the system takes no more now, none
     *     that it would block
     * @throws IOException if it failed
     */
    long send(ByteBuffer[] buffers, int count) throws IOException;

    /**
     * Sends what the system takes now from a file.
     *
     * @param file the file
     * @param position where to start
     * @param count how many bytes at the most
     * @return the number of bytes, 0 at the end of the file, or {@link weft.spi.Backend#PENDING}
     * @throws IOException if it failed
     */
    long sendFile(FileChannel file, long position, long count) throws IOException;

    /**
     * Shuts the sending side down.
     *
     * @throws IOException if it failed
     */
    void shutdownOutput() throws IOException;
}
