package weft;

import org.jspecify.annotations.Nullable;

/**
 * Tells a coroutine that its task was cancelled. An {@link Error}, so that {@code catch
 * (Exception)} does not swallow it. The asyncio counterpart is {@code asyncio.CancelledError}, a
 * {@code BaseException} for the same reason.
 */
public class CancelledError extends Error {
    private static final long serialVersionUID = 1L;

    /** Creates an error without a message. */
    public CancelledError() {}

    /**
     * Creates an error with the message given to {@code cancel}.
     *
     * @param message the message, or null
     */
    public CancelledError(@Nullable String message) {
        super(message);
    }
}
