package weft;

/**
 * Reports an operation that the state of a {@link Future} forbids. The asyncio counterpart is
 * {@code asyncio.InvalidStateError}.
 */
public class InvalidStateError extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an error.
     *
     * @param message what was asked for and what state forbids it
     */
    public InvalidStateError(String message) {
        super(message);
    }
}
