package weft.bench.netty;

import weft.spi.BackendProvider;
import weft.testkit.trace.TraceContract;

/** Replays the recorded traces over Netty's io_uring transport. */
final class NettyIoUringTraceTest extends TraceContract {
    @Override
    protected BackendProvider provider() {
        return new NettyIoUringEventLoopProvider();
    }
}
