package weft.epoll;

import weft.spi.BackendProvider;

/** The contract of backends, on edge-triggered epoll. */
class EdgeTriggeredEpollBackendTest extends EpollContract {
    @Override
    protected BackendProvider provider() {
        return new EdgeTriggeredEpollEventLoopProvider();
    }
}
