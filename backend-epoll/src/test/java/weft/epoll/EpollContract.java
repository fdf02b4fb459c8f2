package weft.epoll;

import weft.linuxkit.LinuxContract;
import weft.readiness.ReadinessBackend;
import weft.spi.Backend;

/** The suite that every backend passes, on a loop of this module. */
abstract class EpollContract extends LinuxContract {
    @Override
    protected long outstanding(Backend backend) {
        return ((ReadinessBackend) backend).lentChunks();
    }
}
