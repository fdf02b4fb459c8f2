package weft.iocp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;

import weft.completion.BlockMemory;
import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;
import weft.testkit.BackendContract;

import java.io.IOException;
import java.util.List;

/**
 * The suite that every backend passes, on a kernel in memory. The seed stands in every failure;
 * {@code -Dweft.seed} replays it.
 */
abstract class FakeContract extends BackendContract {
    private final long seed = Long.getLong("weft.seed", System.nanoTime());
    private final FakeWindows windows = new FakeWindows(temper(), seed);

    abstract Temper temper();

    BlockMemory.Limits limits() {
        return BlockMemory.Limits.DEFAULT;
    }

    @Override
    protected final BackendProvider provider() {
        return new BackendProvider() {
            @Override
            public String name() {
                return IocpBackend.NAME;
            }

            @Override
            public int priority() {
                return -1;
            }

            @Override
            public Availability availability() {
                return Availability.usable("a kernel in memory, seed " + seed);
            }

            @Override
            public Backend newBackend() throws IOException {
                return new IocpBackend(windows, limits());
            }
        };
    }

    @Override
    protected final long outstanding(Backend backend) {
        IocpBackend iocp = (IocpBackend) backend;
        return Leaks.outstandingAtLast(iocp);
    }

    /** No test here: a million waits of Windows are worth their time, those of a fake are not. */
    @Override
    public final void noWakeupIsLostInAMillion() {}

    /** No test here either. */
    @Override
    public final void noWakeupIsLostInAHundredThousand() {}

    @AfterEach
    final void windowsIsContent() {
        driver().close();
        assertEquals(List.of(), windows.violations(), "rules broken with seed " + seed);
        assertEquals(0, windows.outstanding(), "left behind with seed " + seed);
    }
}
