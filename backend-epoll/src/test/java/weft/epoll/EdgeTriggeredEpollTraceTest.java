package weft.epoll;

import weft.spi.BackendProvider;
import weft.testkit.trace.TraceContract;

/** Replays the recorded traces over edge-triggered epoll. */
final class EdgeTriggeredEpollTraceTest extends TraceContract {
    @Override
    protected BackendProvider provider() {
        return new EdgeTriggeredEpollEventLoopProvider();
    }
}
