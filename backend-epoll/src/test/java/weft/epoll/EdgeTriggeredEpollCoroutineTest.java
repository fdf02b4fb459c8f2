package weft.epoll;

import weft.spi.EventLoopProvider;
import weft.testkit.CoroutineContract;

/** The contract of coroutines, on edge-triggered epoll. */
class EdgeTriggeredEpollCoroutineTest extends CoroutineContract {
    @Override
    protected EventLoopProvider provider() {
        return new EdgeTriggeredEpollEventLoopProvider();
    }
}
