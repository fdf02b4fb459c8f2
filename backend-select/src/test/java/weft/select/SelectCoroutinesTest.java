package weft.select;

import weft.spi.EventLoopProvider;
import weft.testkit.coroutines.CoroutinesContract;

/** Coroutines and all that they wait for, on the selector. */
class SelectCoroutinesTest extends CoroutinesContract {
    @Override
    protected EventLoopProvider provider() {
        return new SelectEventLoopProvider();
    }
}
