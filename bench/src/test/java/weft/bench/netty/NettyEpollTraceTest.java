package weft.bench.netty;

import weft.spi.BackendProvider;
import weft.testkit.trace.TraceContract;

/** Replays the recorded traces over Netty's epoll transport. */
final class NettyEpollTraceTest extends TraceContract {
    @Override
    protected BackendProvider provider() {
        return new NettyEpollEventLoopProvider();
    }
}
