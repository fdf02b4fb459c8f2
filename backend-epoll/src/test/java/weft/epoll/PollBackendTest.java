package weft.epoll;

import weft.spi.BackendProvider;

/** The contract of backends, on poll. */
class PollBackendTest extends EpollContract {
    @Override
    protected BackendProvider provider() {
        return new PollEventLoopProvider();
    }
}
