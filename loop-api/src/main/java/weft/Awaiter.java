package weft;

/**
 * A done callback on whose behalf somebody waits, so that call graphs can look through {@code
 * gather}, {@code wait}, {@code shield} and task groups.
 */
interface Awaiter {
    /** Returns the task that waits, or a future that it waits for instead. */
    Future<?> awaiter();
}
