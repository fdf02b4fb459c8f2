package weft.select;

import weft.spi.BackendProvider;
import weft.testkit.AllocationContract;

/** What a message allocates, on the selector. */
class AllocationTest extends AllocationContract {
    @Override
    protected BackendProvider provider() {
        return new SelectEventLoopProvider();
    }
}
