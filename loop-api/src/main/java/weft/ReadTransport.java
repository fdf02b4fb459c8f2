package weft;

import weft.spi.Chunk;

import java.nio.ByteBuffer;

/** The receiving side of a transport. The asyncio counterpart is {@code asyncio.ReadTransport}. */
public interface ReadTransport extends BaseTransport {
    /**
     * Tells whether data is being received.
     *
     * @return false while paused and once closing
     */
    boolean isReading();

    /**
     * Stops delivery at once: not another byte reaches the protocol until {@link #resumeReading}.
     * What had already arrived is held. Idempotent.
     */
    void pauseReading();

    /** Resumes delivery, of what is held first. Idempotent; without effect once closing. */
    void resumeReading();

    /**
     * Keeps bytes that are being received beyond the call that lends them, without a copy where the
     * backend has memory to spare. asyncio has no counterpart: its bytes are collected.
     *
     * @param data the buffer that {@code dataReceived} was given, during that call
     * @return its remaining bytes, to be released, or handed to {@link WriteTransport#write(Chunk)}
     * @throws IllegalArgumentException if it is another buffer
     */
    Chunk retain(ByteBuffer data);
}
