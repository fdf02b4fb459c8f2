package weft.iocp;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import weft.spi.EventLoopProvider;
import weft.testkit.coroutines.CoroutinesContract;

/** Coroutines and all that they wait for, on Windows itself. */
@EnabledOnOs(OS.WINDOWS)
class IocpCoroutinesTest extends CoroutinesContract {
    @Override
    protected EventLoopProvider provider() {
        return new IocpEventLoopProvider();
    }
}
