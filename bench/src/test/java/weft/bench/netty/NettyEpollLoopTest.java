package weft.bench.netty;

import weft.AbstractEventLoop;
import weft.ProviderEventLoopPolicy;
import weft.testkit.LoopContract;

/** The contract of event loops, on Netty's epoll transport. */
class NettyEpollLoopTest extends LoopContract {
    @Override
    protected AbstractEventLoop newEventLoop() {
        return ProviderEventLoopPolicy.newEventLoop(new NettyEpollEventLoopProvider());
    }
}
