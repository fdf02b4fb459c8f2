package weft.bench.netty;

import weft.linuxkit.LinuxContract;
import weft.spi.Backend;
import weft.spi.BackendProvider;

/** The contract of backends, on Netty's io_uring transport. */
class NettyIoUringBackendTest extends LinuxContract {
    @Override
    protected BackendProvider provider() {
        return new NettyIoUringEventLoopProvider();
    }

    @Override
    protected long outstanding(Backend backend) {
        return ((NettyUringBackend) backend).outstanding();
    }
}
