package weft;

import org.jspecify.annotations.Nullable;

/**
 * Holds a queue's items in the order in which they leave it.
 *
 * @param <E> the type of the items
 */
interface QueueStore<E extends @Nullable Object> {
    void add(E item);

    /** Removes the next item of a store that is not empty. */
    E remove();

    int size();
}
