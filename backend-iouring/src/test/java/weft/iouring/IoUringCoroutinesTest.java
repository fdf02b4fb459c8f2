package weft.iouring;

import weft.spi.EventLoopProvider;
import weft.testkit.coroutines.CoroutinesContract;

/** Coroutines and all that they wait for, on io_uring. */
class IoUringCoroutinesTest extends CoroutinesContract {
    @Override
    protected EventLoopProvider provider() {
        return new IoUringEventLoopProvider();
    }
}
