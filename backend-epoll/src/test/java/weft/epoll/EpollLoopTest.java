package weft.epoll;

import weft.spi.EventLoopProvider;
import weft.testkit.LoopContract;

/** The contract of event loops, on level-triggered epoll. */
class EpollLoopTest extends LoopContract {
    @Override
    protected EventLoopProvider provider() {
        return new EpollEventLoopProvider();
    }
}
