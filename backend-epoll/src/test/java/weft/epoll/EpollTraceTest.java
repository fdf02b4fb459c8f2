package weft.epoll;

import weft.spi.BackendProvider;
import weft.testkit.trace.TraceContract;

/** Replays the recorded traces over level-triggered epoll. */
final class EpollTraceTest extends TraceContract {
    @Override
    protected BackendProvider provider() {
        return new EpollEventLoopProvider();
    }
}
