package weft.epoll;

import weft.spi.EventLoopProvider;
import weft.testkit.CoroutineContract;

/** The contract of coroutines, on poll. */
class PollCoroutineTest extends CoroutineContract {
    @Override
    protected EventLoopProvider provider() {
        return new PollEventLoopProvider();
    }
}
