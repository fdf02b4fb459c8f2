package weft.iouring;

import weft.spi.BackendProvider;
import weft.testkit.trace.TraceContract;

/** Replays the recorded traces over io_uring. */
final class IoUringTraceTest extends TraceContract {
    @Override
    protected BackendProvider provider() {
        return new IoUringEventLoopProvider();
    }
}
