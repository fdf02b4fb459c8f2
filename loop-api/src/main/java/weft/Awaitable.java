package weft;

import org.jspecify.annotations.Nullable;

/**
 * Stands for what the combinators take: a {@link Future} (a {@link Task} among them), or a
 * coroutine that they start as a task. The asyncio counterpart is "an awaitable".
 *
 * @param <T> the type of the result
 */
public sealed interface Awaitable<T extends @Nullable Object>
        permits Future, Coroutine, VoidCoroutine {}
