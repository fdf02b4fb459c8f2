package weft;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The part of a loop that looks after the generators begun on it, the same for every loop. */
abstract class GeneratorOwner {
    // Touched by whichever thread a generator ends on.
    private final Set<GeneratorCleanup> startedGenerators = ConcurrentHashMap.newKeySet();

    GeneratorOwner() {}

    /**
     * Closes the generators that were first asked for a value on this loop and have not ended, and
     * waits for them, in a coroutine. What one of them throws goes to the exception handler. {@link
     * Asyncio#run} does this at its end.
     *
     * @throws CancelledError if the task is cancelled meanwhile
     * @throws IllegalStateException outside a coroutine
     */
    public void shutdownAsyncgens() {
        Task<?> task = Asyncio.requireTask("shutdownAsyncgens");
        GeneratorCleanup.closeAll(task.getLoop(), startedGenerators);
    }

    final Set<GeneratorCleanup> startedGenerators() {
        return startedGenerators;
    }
}
