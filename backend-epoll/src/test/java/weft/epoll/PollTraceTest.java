package weft.epoll;

import weft.spi.BackendProvider;
import weft.testkit.trace.TraceContract;

/** Replays the recorded traces over poll. */
final class PollTraceTest extends TraceContract {
    @Override
    protected BackendProvider provider() {
        return new PollEventLoopProvider();
    }
}
