package weft.bench.netty;

import weft.spi.EventLoopProvider;
import weft.testkit.LoopContract;

/** The contract of event loops, on Netty's epoll transport. */
class NettyEpollLoopTest extends LoopContract {
    @Override
    protected EventLoopProvider provider() {
        return new NettyEpollEventLoopProvider();
    }
}
