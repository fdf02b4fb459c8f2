package weft.epoll;

import weft.spi.EventLoopProvider;
import weft.testkit.coroutines.CoroutinesContract;

/** Coroutines and all that they wait for, on edge-triggered epoll. */
class EdgeTriggeredEpollCoroutinesTest extends CoroutinesContract {
    @Override
    protected EventLoopProvider provider() {
        return new EdgeTriggeredEpollEventLoopProvider();
    }
}
