package weft.select;

import weft.spi.EventLoopProvider;
import weft.testkit.CoroutineContract;

/** The contract of coroutines, on a selector. */
class SelectCoroutineTest extends CoroutineContract {
    @Override
    protected EventLoopProvider provider() {
        return new SelectEventLoopProvider();
    }
}
