package weft.bench.netty;

import weft.spi.EventLoopProvider;
import weft.testkit.CoroutineContract;

/** The contract of coroutines, on Netty's io_uring transport. */
class NettyIoUringCoroutineTest extends CoroutineContract {
    @Override
    protected EventLoopProvider provider() {
        return new NettyIoUringEventLoopProvider();
    }
}
