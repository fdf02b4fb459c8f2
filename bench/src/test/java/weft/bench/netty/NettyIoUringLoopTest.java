package weft.bench.netty;

import weft.AbstractEventLoop;
import weft.ProviderEventLoopPolicy;
import weft.testkit.LoopContract;

/** The contract of event loops, on Netty's io_uring transport. */
class NettyIoUringLoopTest extends LoopContract {
    @Override
    protected AbstractEventLoop newEventLoop() {
        return ProviderEventLoopPolicy.newEventLoop(new NettyIoUringEventLoopProvider());
    }
}
