package weft.epoll;

import weft.spi.EventLoopProvider;
import weft.testkit.CoroutineContract;

/** The contract of coroutines, on level-triggered epoll. */
class EpollCoroutineTest extends CoroutineContract {
    @Override
    protected EventLoopProvider provider() {
        return new EpollEventLoopProvider();
    }
}
