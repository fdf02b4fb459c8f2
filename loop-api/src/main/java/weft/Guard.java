package weft;

/**
 * Gives back on {@link #close} what was acquired, for try-with-resources. Only the first close
 * counts. For the loop's thread. The asyncio counterpart is the exit of {@code async with lock}.
 *
 * {@snippet :
 * try (var held = lock.hold()) {
 *     balance += deposit.await();
 * }
 * }
 */
public final class Guard implements AutoCloseable {
    private final Runnable release;
    private boolean closed;

    Guard(Runnable release) {
        this.release = release;
    }

    /** Gives back what was acquired. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release.run();
        }
    }
}
