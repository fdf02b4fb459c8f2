package weft;

import java.nio.ByteBuffer;

/**
 * A protocol that supplies the memory to receive into. The asyncio counterpart is {@code
 * asyncio.BufferedProtocol}.
 */
public non-sealed interface BufferedProtocol extends StreamProtocol {
    /**
     * Supplies a buffer for the next receive. It belongs to the transport until {@link
     * #bufferUpdated}, {@code eofReceived} or {@code connectionLost}.
     *
     * @param sizeHint the recommended size in bytes, or -1 if any will do
     * @return a buffer with at least one byte remaining; one with none is an error that closes the
     *     transport. A direct buffer is filled without a copy.
     */
    ByteBuffer getBuffer(int sizeHint);

    /**
     * Reports that bytes were received into the buffer, whose position has moved past them.
     *
     * @param bytes how many, at least one
     */
    void bufferUpdated(int bytes);
}
