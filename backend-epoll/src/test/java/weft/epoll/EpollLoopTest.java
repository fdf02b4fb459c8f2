package weft.epoll;

import weft.AbstractEventLoop;
import weft.ProviderEventLoopPolicy;
import weft.testkit.LoopContract;

/** The contract of event loops, on level-triggered epoll. */
class EpollLoopTest extends LoopContract {
    @Override
    protected AbstractEventLoop newEventLoop() {
        return ProviderEventLoopPolicy.newEventLoop(new EpollEventLoopProvider());
    }
}
