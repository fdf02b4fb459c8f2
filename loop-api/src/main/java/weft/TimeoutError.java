package weft;

import org.jspecify.annotations.Nullable;

/**
 * Reports that work was not done in the time allowed. Its cause is the {@link CancelledError} that
 * ended the work, if one did. The asyncio counterpart is {@code asyncio.TimeoutError}.
 */
public class TimeoutError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an error without a message. */
    public TimeoutError() {}

    /**
     * Creates an error.
     *
     * @param message what took too long, or null
     * @param cause what ended it, or null
     */
    public TimeoutError(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
