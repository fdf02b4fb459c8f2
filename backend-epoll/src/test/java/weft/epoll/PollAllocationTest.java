package weft.epoll;

import weft.spi.BackendProvider;
import weft.testkit.AllocationContract;

/** What a message allocates, on poll. */
class PollAllocationTest extends AllocationContract {
    @Override
    protected BackendProvider provider() {
        return new PollEventLoopProvider();
    }
}
