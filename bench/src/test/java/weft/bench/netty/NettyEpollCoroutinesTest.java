package weft.bench.netty;

import org.junit.jupiter.api.Tag;

import weft.spi.EventLoopProvider;
import weft.testkit.coroutines.CoroutinesContract;

/** Coroutines and all that they wait for, on Netty's epoll transport. */
@Tag("long")
class NettyEpollCoroutinesTest extends CoroutinesContract {
    @Override
    protected EventLoopProvider provider() {
        return new NettyEpollEventLoopProvider();
    }
}
