package weft;

/**
 * Reports a put into, or a get from, a {@link Queue} that was shut down. The asyncio counterpart is
 * {@code asyncio.QueueShutDown}.
 */
public class QueueShutDown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an error.
     *
     * @param message what went wrong
     */
    public QueueShutDown(String message) {
        super(message);
    }
}
