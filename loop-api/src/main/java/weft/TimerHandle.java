package weft;

/**
 * Stands for a callback scheduled for a time. For the loop's thread only. The asyncio counterpart
 * is {@code asyncio.TimerHandle}.
 */
public interface TimerHandle extends Handle {
    /**
     * Returns when the callback is due.
     *
     * @return the deadline on the loop's clock, in nanoseconds, comparable with {@link
     *     AbstractEventLoop#time}
     */
    long when();
}
