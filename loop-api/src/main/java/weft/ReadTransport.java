package weft;

/**
 * The receiving side of a transport. The asyncio counterpart is {@code asyncio.ReadTransport}.
 */
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
}
