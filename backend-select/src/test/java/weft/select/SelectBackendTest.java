package weft.select;

import weft.readiness.ReadinessBackend;
import weft.spi.Backend;
import weft.spi.BackendProvider;
import weft.testkit.BackendContract;

class SelectBackendTest extends BackendContract {
    @Override
    protected BackendProvider provider() {
        return new SelectEventLoopProvider();
    }

    @Override
    protected long outstanding(Backend backend) {
        return ((ReadinessBackend) backend).lentChunks();
    }
}
