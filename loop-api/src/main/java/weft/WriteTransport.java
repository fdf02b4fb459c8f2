package weft;

import weft.spi.Chunk;

import java.nio.ByteBuffer;
import java.util.List;

/** The sending side of a transport. The asyncio counterpart is {@code asyncio.WriteTransport}. */
public interface WriteTransport extends BaseTransport {
    /**
     * Sends bytes, without waiting. The remaining bytes are taken at once and the buffer's position
     * moves to its limit, so that it can be reused when this returns. The very buffer given to
     * {@code dataReceived}, whole or what remains of it, is passed on without a copy as long as
     * that call lasts; a slice or a duplicate of it is copied.
     *
     * <p>After the connection is lost the bytes are dropped, with a warning from the fifth time on;
     * after {@link #close} with a warning too.
     *
     * @param data the bytes
     * @throws IllegalStateException after {@link #writeEof}
     */
    void write(ByteBuffer data);

    /**
     * Sends bytes, without waiting.
     *
     * @param data the bytes; the array may be reused when this returns
     * @throws IllegalStateException after {@link #writeEof}
     */
    default void write(byte[] data) {
        write(ByteBuffer.wrap(data));
    }

    /**
     * Sends received bytes, without copying them and without waiting.
     *
     * @param data what {@link ReadTransport#retain} of any transport of the same loop returned; the
     *     caller's reference goes over to the transport, also when the bytes are dropped
     * @throws IllegalStateException after {@link #writeEof}; the reference then stays the caller's
     */
    void write(Chunk data);

    /**
     * Sends several buffers in order, as if they were one.
     *
     * @param list the buffers
     * @throws IllegalStateException after {@link #writeEof}
     */
    default void writelines(List<ByteBuffer> list) {
        for (ByteBuffer data : list) {
            write(data);
        }
    }

    /**
     * Shuts the sending side down once everything written is sent; receiving goes on. Idempotent.
     */
    void writeEof();

    /**
     * Tells whether {@link #writeEof} works.
     *
     * @return whether the sending side can be shut down alone
     */
    boolean canWriteEof();

    /**
     * Closes the transport at once, dropping what is not yet sent; {@code connectionLost} follows
     * with null.
     */
    void abort();

    /**
     * Sets the water marks of the write buffer to 64 KiB and 16 KiB. See {@link
     * #setWriteBufferLimits(int, int)}.
     */
    default void setWriteBufferLimits() {
        setWriteBufferLimits(64 * 1024);
    }

    /**
     * Sets the high-water mark, and the low one to a quarter of it.
     *
     * @param high the high-water mark in bytes
     * @throws IllegalArgumentException if it is negative
     */
    default void setWriteBufferLimits(int high) {
        setWriteBufferLimits(high, high / 4);
    }

    /**
     * Sets the water marks: the protocol's {@code pauseWriting} is called when more than {@code
     * high} bytes are buffered, {@code resumeWriting} when at most {@code low} are left.
     *
     * @param high the high-water mark in bytes; 0 pauses whenever anything is buffered
     * @param low the low-water mark in bytes
     * @throws IllegalArgumentException unless {@code 0 <= low <= high}
     */
    void setWriteBufferLimits(int high, int low);

    /**
     * Returns the water marks.
     *
     * @return both, in bytes
     */
    WriteBufferLimits getWriteBufferLimits();

    /**
     * Returns how much is buffered.
     *
     * @return bytes written and not yet taken by the system
     */
    long getWriteBufferSize();
}
