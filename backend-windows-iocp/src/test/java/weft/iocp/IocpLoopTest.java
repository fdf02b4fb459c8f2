package weft.iocp;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import weft.AbstractEventLoop;
import weft.testkit.LoopContract;

/** What every loop promises, on Windows itself; see src/test/wine. */
@EnabledOnOs(OS.WINDOWS)
class IocpLoopTest extends LoopContract {
    @Override
    protected AbstractEventLoop newEventLoop() {
        return new WindowsProactorEventLoopPolicy().newEventLoop();
    }
}
