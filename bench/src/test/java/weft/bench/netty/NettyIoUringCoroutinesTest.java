package weft.bench.netty;

import org.junit.jupiter.api.Tag;

import weft.spi.EventLoopProvider;
import weft.testkit.coroutines.CoroutinesContract;

/** Coroutines and all that they wait for, on Netty's io_uring transport. */
@Tag("long")
class NettyIoUringCoroutinesTest extends CoroutinesContract {
    @Override
    protected EventLoopProvider provider() {
        return new NettyIoUringEventLoopProvider();
    }
}
