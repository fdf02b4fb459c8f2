package weft;

import org.jspecify.annotations.Nullable;

/**
 * Receives the events common to all transports. Called on the loop's thread, never from inside a
 * call into the transport but for {@link #pauseWriting} and {@link #resumeWriting}. The asyncio
 * counterpart is {@code asyncio.BaseProtocol}.
 *
 * @param <T> the kind of transport
 */
public interface BaseProtocol<T extends BaseTransport> {
    /**
     * Reports that the connection is made. The first event, exactly once.
     *
     * @param transport the transport, to be kept
     */
    default void connectionMade(T transport) {}

    /**
     * Reports that the connection is gone. The last event, exactly once after {@link
     * #connectionMade}.
     *
     * @param cause why, or null after an end of stream, {@code close} or {@code abort}
     */
    default void connectionLost(@Nullable Throwable cause) {}

    /**
     * Reports that more than the high-water mark is buffered. Paired with {@link #resumeWriting}.
     */
    default void pauseWriting() {}

    /** Reports that the write buffer has drained to the low-water mark. */
    default void resumeWriting() {}
}
