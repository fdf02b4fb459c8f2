package weft;

/**
 * Reports that {@link Queue#putNowait} found no room. The asyncio counterpart is {@code
 * asyncio.QueueFull}.
 */
public class QueueFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an error.
     *
     * @param message what went wrong
     */
    public QueueFull(String message) {
        super(message);
    }
}
