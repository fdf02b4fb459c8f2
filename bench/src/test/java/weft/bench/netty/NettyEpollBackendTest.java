package weft.bench.netty;

import weft.linuxkit.LinuxContract;
import weft.readiness.ReadinessBackend;
import weft.spi.Backend;
import weft.spi.BackendProvider;

/** The contract of backends, on Netty's epoll transport. */
class NettyEpollBackendTest extends LinuxContract {
    @Override
    protected BackendProvider provider() {
        return new NettyEpollEventLoopProvider();
    }

    @Override
    protected long outstanding(Backend backend) {
        return ((ReadinessBackend) backend).lentChunks();
    }
}
