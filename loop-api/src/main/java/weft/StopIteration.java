package weft;

import org.jspecify.annotations.Nullable;

import java.util.NoSuchElementException;

/**
 * Tells that a generator has ended, and what it returned. A {@link NoSuchElementException}, as an
 * exhausted iterator throws. The asyncio counterparts are {@code StopIteration} and {@code
 * StopAsyncIteration}.
 */
public class StopIteration extends NoSuchElementException {
    private static final long serialVersionUID = 1L;

    /** What the generator returned; not written with the exception. */
    private final transient @Nullable Object value;

    /** Creates an exception for a generator that returned nothing. */
    public StopIteration() {
        this(null);
    }

    /**
     * Creates an exception.
     *
     * @param value what the generator returned, or null
     */
    public StopIteration(@Nullable Object value) {
        super(value == null ? null : value.toString());
        this.value = value;
    }

    /**
     * Returns what the generator returned. The asyncio counterpart is the attribute of that name.
     *
     * @return the value, or null if there is none
     */
    public @Nullable Object value() {
        return value;
    }
}
