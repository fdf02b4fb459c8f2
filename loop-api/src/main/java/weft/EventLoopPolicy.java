package weft;

/**
 * Decides which loop a thread gets and how loops are made. The asyncio counterpart is {@code
 * asyncio.AbstractEventLoopPolicy}.
 */
public interface EventLoopPolicy {
    /**
     * Returns the calling thread's loop.
     *
     * @return the loop set for this thread; on the main thread one is created if none was ever set
     * @throws IllegalStateException if there is none
     */
    AbstractEventLoop getEventLoop();

    /**
     * Sets the calling thread's loop.
     *
     * @param loop the loop, or null to take it away
     */
    void setEventLoop(@org.jspecify.annotations.Nullable AbstractEventLoop loop);

    /**
     * Creates a loop, without setting it.
     *
     * @return a new loop, not running
     * @throws IllegalStateException if the loop cannot work here, with reason and remedy
     */
    AbstractEventLoop newEventLoop();
}
