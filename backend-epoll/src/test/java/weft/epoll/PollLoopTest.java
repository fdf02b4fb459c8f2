package weft.epoll;

import weft.spi.EventLoopProvider;
import weft.testkit.LoopContract;

/** The contract of event loops, on poll. */
class PollLoopTest extends LoopContract {
    @Override
    protected EventLoopProvider provider() {
        return new PollEventLoopProvider();
    }
}
