package weft.epoll;

import weft.spi.BackendProvider;
import weft.testkit.AllocationContract;

/** What a message allocates, on edge-triggered epoll. */
class EdgeTriggeredEpollAllocationTest extends AllocationContract {
    @Override
    protected BackendProvider provider() {
        return new EdgeTriggeredEpollEventLoopProvider();
    }
}
