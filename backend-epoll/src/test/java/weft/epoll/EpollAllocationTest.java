package weft.epoll;

import weft.spi.BackendProvider;
import weft.testkit.AllocationContract;

/** What a message allocates, on level-triggered epoll. */
class EpollAllocationTest extends AllocationContract {
    @Override
    protected BackendProvider provider() {
        return new EpollEventLoopProvider();
    }
}
