package weft.epoll;

import weft.AbstractEventLoop;
import weft.ProviderEventLoopPolicy;
import weft.testkit.LoopContract;

/** The contract of event loops, on poll. */
class PollLoopTest extends LoopContract {
    @Override
    protected AbstractEventLoop newEventLoop() {
        return ProviderEventLoopPolicy.newEventLoop(new PollEventLoopProvider());
    }
}
