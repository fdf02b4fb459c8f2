package weft;

/**
 * Reports that {@link Queue#getNowait} found nothing. The asyncio counterpart is {@code
 * asyncio.QueueEmpty}.
 */
public class QueueEmpty extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an error.
     *
     * @param message what went wrong
     */
    public QueueEmpty(String message) {
        super(message);
    }
}
