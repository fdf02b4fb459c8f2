package weft.testkit.coroutines;

import weft.AbstractEventLoop;
import weft.ProviderEventLoopPolicy;
import weft.spi.EventLoopProvider;
import weft.testkit.LentChunks;

/**
 * Checks coroutines and all that they wait for: futures, locks and queues, combinators, generators,
 * and what runs programs. Extend it and say what makes the loop.
 */
public abstract class CoroutinesContract
        implements FutureContract,
                SynchronizationContract,
                CombinatorContract,
                GeneratorContract,
                RunningContract {
    /** Creates the suite; JUnit does this. */
    protected CoroutinesContract() {}

    /**
     * Returns what makes the loops.
     *
     * @return a provider
     */
    protected abstract EventLoopProvider provider();

    @Override
    public final AbstractEventLoop newLoop() {
        return ProviderEventLoopPolicy.newEventLoop(LentChunks.counting(provider()));
    }
}
