package weft.bench.netty;

import weft.spi.EventLoopProvider;
import weft.testkit.CoroutineContract;

/** The contract of coroutines, on Netty's epoll transport. */
class NettyEpollCoroutineTest extends CoroutineContract {
    @Override
    protected EventLoopProvider provider() {
        return new NettyEpollEventLoopProvider();
    }
}
