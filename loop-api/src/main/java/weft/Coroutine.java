package weft;

import org.jspecify.annotations.Nullable;

/**
 * A computation that may suspend: the body of a {@link Task}. The asyncio counterpart is a call of
 * an {@code async def} function.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public non-sealed interface Coroutine<T extends @Nullable Object> extends Awaitable<T> {
    /**
     * Runs the computation on the loop, in a thread of its own.
     *
     * @return the result of the task
     * @throws Exception any exception; it becomes the task's
     */
    T run() throws Exception;
}
