package weft;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Describes a failure to an {@link ExceptionHandler}. The asyncio counterpart is the {@code
 * context} dictionary, with the same keys: {@code exception}, {@code future}, {@code task}, {@code
 * handle}, {@code protocol}, {@code transport}, {@code socket}, {@code source_traceback}.
 */
public final class ExceptionContext {
    private final String message;
    private final Map<String, Object> details = new LinkedHashMap<>();

    /**
     * Creates a context.
     *
     * @param message what happened
     */
    public ExceptionContext(String message) {
        this.message = message;
    }

    /**
     * Adds a detail; null is left out.
     *
     * @param key one of the keys above, or one's own
     * @param value the value
     * @return this
     */
    public ExceptionContext with(String key, @Nullable Object value) {
        if (value != null) {
            details.put(key, value);
        }
        return this;
    }

    /**
     * Returns what happened.
     *
     * @return the message
     */
    public String message() {
        return message;
    }

    /**
     * Returns the exception.
     *
     * @return the exception, or null if there is none
     */
    public @Nullable Throwable exception() {
        return (Throwable) details.get("exception");
    }

    /**
     * Returns a detail.
     *
     * @param key its key
     * @return its value, or null
     */
    public @Nullable Object get(String key) {
        return details.get(key);
    }

    /**
     * Returns all details.
     *
     * @return an unmodifiable map in the order in which they were added
     */
    public Map<String, Object> details() {
        return Collections.unmodifiableMap(details);
    }

    @Override
    public String toString() {
        return message + details;
    }
}
