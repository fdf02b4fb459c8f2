package weft.epoll;

import weft.spi.BackendProvider;

/** The contract of backends, on level-triggered epoll. */
class EpollBackendTest extends EpollContract {
    @Override
    protected BackendProvider provider() {
        return new EpollEventLoopProvider();
    }
}
