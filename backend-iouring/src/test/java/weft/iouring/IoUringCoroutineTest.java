package weft.iouring;

import weft.spi.EventLoopProvider;
import weft.testkit.CoroutineContract;

/** The contract of coroutines, on io_uring. */
class IoUringCoroutineTest extends CoroutineContract {
    @Override
    protected EventLoopProvider provider() {
        return new IoUringEventLoopProvider();
    }
}
