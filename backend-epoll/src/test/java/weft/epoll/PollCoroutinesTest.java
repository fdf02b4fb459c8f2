package weft.epoll;

import weft.spi.EventLoopProvider;
import weft.testkit.coroutines.CoroutinesContract;

/** Coroutines and all that they wait for, on poll. */
class PollCoroutinesTest extends CoroutinesContract {
    @Override
    protected EventLoopProvider provider() {
        return new PollEventLoopProvider();
    }
}
