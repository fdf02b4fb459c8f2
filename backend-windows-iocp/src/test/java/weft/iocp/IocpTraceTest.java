package weft.iocp;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import weft.spi.BackendProvider;
import weft.testkit.trace.TraceContract;

/** The order of everything that a loop does, on Windows itself; see src/test/wine. */
@EnabledOnOs(OS.WINDOWS)
class IocpTraceTest extends TraceContract {
    @Override
    protected BackendProvider provider() {
        return new IocpEventLoopProvider();
    }
}
