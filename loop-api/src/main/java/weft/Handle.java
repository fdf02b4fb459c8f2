package weft;

/**
 * Stands for a scheduled callback. For the loop's thread only. The asyncio counterpart is {@code
 * asyncio.Handle}.
 */
public interface Handle {
    /** Cancels the callback: it will not run. Without effect if it has run or is cancelled. */
    void cancel();

    /**
     * Tells whether the callback was cancelled.
     *
     * @return whether {@link #cancel} was called before it ran
     */
    boolean cancelled();

    /**
     * Returns the context the callback runs in.
     *
     * @return the context captured or given when it was scheduled
     */
    Context getContext();
}
