package weft.iocp;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import weft.spi.EventLoopProvider;
import weft.testkit.LoopContract;

/** What every loop promises, on Windows itself; see src/test/wine. */
@EnabledOnOs(OS.WINDOWS)
class IocpLoopTest extends LoopContract {
    @Override
    protected EventLoopProvider provider() {
        return new IocpEventLoopProvider();
    }
}
