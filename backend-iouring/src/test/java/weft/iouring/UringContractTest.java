package weft.iouring;

import weft.linuxkit.LinuxContract;
import weft.spi.Backend;
import weft.spi.BackendProvider;

/** The suite that every backend passes, on io_uring. */
class UringContractTest extends LinuxContract {
    @Override
    protected BackendProvider provider() {
        return new IoUringEventLoopProvider();
    }

    @Override
    protected long outstanding(Backend backend) {
        return Leaks.outstanding((IoUringBackend) backend);
    }
}
