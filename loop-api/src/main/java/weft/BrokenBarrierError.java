package weft;

/**
 * Reports that a {@link Barrier} was aborted, or reset while others waited. The asyncio counterpart
 * is {@code asyncio.BrokenBarrierError}.
 */
public class BrokenBarrierError extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an error.
     *
     * @param message what went wrong
     */
    public BrokenBarrierError(String message) {
        super(message);
    }
}
