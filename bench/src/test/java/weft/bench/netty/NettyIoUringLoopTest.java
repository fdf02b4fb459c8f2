package weft.bench.netty;

import weft.spi.EventLoopProvider;
import weft.testkit.LoopContract;

/** The contract of event loops, on Netty's io_uring transport. */
class NettyIoUringLoopTest extends LoopContract {
    @Override
    protected EventLoopProvider provider() {
        return new NettyIoUringEventLoopProvider();
    }
}
