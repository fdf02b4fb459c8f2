package weft;

/**
 * A semaphore that is never released more often than it was acquired. The asyncio counterpart is
 * {@code asyncio.BoundedSemaphore}.
 */
public final class BoundedSemaphore extends Semaphore {
    private final int bound;

    /** Creates a semaphore for one at a time. */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * Creates a semaphore.
     *
     * @param value how many may pass, not negative
     */
    public BoundedSemaphore(int value) {
        super(value);
        this.bound = value;
    }

    /**
     * Lets one more pass and wakes the first that waits. Does not suspend.
     *
     * @throws IllegalStateException if it was not acquired before
     */
    @Override
    public void release() {
        if (value() >= bound) {
            throw new IllegalStateException("semaphore released too many times: " + this);
        }
        super.release();
    }
}
