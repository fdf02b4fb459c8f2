package weft.epoll;

import weft.AbstractEventLoop;
import weft.ProviderEventLoopPolicy;
import weft.testkit.LoopContract;

/** The contract of event loops, on edge-triggered epoll. */
class EdgeTriggeredEpollLoopTest extends LoopContract {
    @Override
    protected AbstractEventLoop newEventLoop() {
        return ProviderEventLoopPolicy.newEventLoop(new EdgeTriggeredEpollEventLoopProvider());
    }
}
