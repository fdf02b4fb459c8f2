package weft.iouring;

import weft.spi.EventLoopProvider;
import weft.testkit.LoopContract;

/** The contract of event loops, on io_uring. */
class IoUringLoopTest extends LoopContract {
    @Override
    protected EventLoopProvider provider() {
        return new IoUringEventLoopProvider();
    }
}
