package weft;

import org.jspecify.annotations.Nullable;

/**
 * A queue that gives the youngest item first. The asyncio counterpart is {@code asyncio.LifoQueue}.
 *
 * @param <E> the type of the items
 */
public final class LifoQueue<E extends @Nullable Object> extends Queue<E> {
    /** Creates a queue without a bound. */
    public LifoQueue() {
        this(0);
    }

    /**
     * Creates a queue.
     *
     * @param maxsize how many items it holds at most; zero or less for any number
     */
    public LifoQueue(int maxsize) {
        super(maxsize, new ItemBuffer<>(true));
    }
}
