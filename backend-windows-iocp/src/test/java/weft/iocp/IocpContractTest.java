package weft.iocp;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import weft.spi.Backend;
import weft.spi.BackendProvider;
import weft.testkit.BackendContract;

import java.io.IOException;

/** The suite that every backend passes, on Windows itself; see src/test/wine. */
@EnabledOnOs(OS.WINDOWS)
class IocpContractTest extends BackendContract {
    @Override
    protected final BackendProvider provider() {
        return new IocpEventLoopProvider();
    }

    @Override
    protected final long outstanding(Backend backend) {
        return Leaks.outstanding((IocpBackend) backend);
    }

    /** Tagged {@code long} here, because a packet there and back takes Wine some 40 us. */
    @Override
    @Test
    @Tag("long")
    public void noWakeupIsLostInAMillion() throws IOException {
        super.noWakeupIsLostInAMillion();
    }
}
