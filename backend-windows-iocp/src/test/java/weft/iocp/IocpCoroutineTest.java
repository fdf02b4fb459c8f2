package weft.iocp;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import weft.spi.EventLoopProvider;
import weft.testkit.CoroutineContract;

/** How coroutines share the loop's thread with the rest of the JVM, on Windows itself. */
@EnabledOnOs(OS.WINDOWS)
class IocpCoroutineTest extends CoroutineContract {
    @Override
    protected EventLoopProvider provider() {
        return new IocpEventLoopProvider();
    }
}
