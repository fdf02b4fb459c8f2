package weft.iocp;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import weft.spi.Backend;
import weft.spi.BackendProvider;
import weft.testkit.BackendContract;

/** The suite that every backend passes, on Windows itself; see src/test/wine. */
@EnabledOnOs(OS.WINDOWS)
class IocpContractTest extends BackendContract {
    @Override
    protected final BackendProvider provider() {
        return new IocpEventLoopProvider();
    }

    @Override
    protected final long outstanding(Backend backend) {
        return Leaks.outstandingAtLast((IocpBackend) backend);
    }
}
