package weft.epoll;

import weft.spi.EventLoopProvider;
import weft.testkit.LoopContract;

/** The contract of event loops, on edge-triggered epoll. */
class EdgeTriggeredEpollLoopTest extends LoopContract {
    @Override
    protected EventLoopProvider provider() {
        return new EdgeTriggeredEpollEventLoopProvider();
    }
}
