package weft;

/**
 * Says when {@link Asyncio#wait} returns. The asyncio counterparts are the constants of the same
 * names.
 */
public enum ReturnWhen {
    /** As soon as one future is done or cancelled. */
    FIRST_COMPLETED,

    /** As soon as one future has failed; when all are done if none fails. */
    FIRST_EXCEPTION,

    /** When all futures are done or cancelled. */
    ALL_COMPLETED
}
