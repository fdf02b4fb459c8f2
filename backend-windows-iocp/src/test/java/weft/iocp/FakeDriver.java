package weft.iocp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import weft.completion.BlockMemory;
import weft.testkit.BackendDriver;

import java.io.IOException;
import java.util.List;

/** A backend over a fake kernel, with its driver; checks both when it is closed. */
final class FakeDriver implements AutoCloseable {
    final FakeWindows windows;
    final IocpBackend backend;
    final BackendDriver driver;
    private final String what;

    FakeDriver(Temper temper, long seed) throws IOException {
        this(temper, seed, BlockMemory.Limits.DEFAULT);
    }

    FakeDriver(Temper temper, long seed, BlockMemory.Limits limits) throws IOException {
        what = temper + " with seed " + seed;
        windows = new FakeWindows(temper, seed);
        backend = new IocpBackend(windows, limits);
        driver = new BackendDriver(backend);
    }

    @Override
    public void close() {
        driver.close();
        assertEquals(List.of(), windows.violations(), what);
        assertEquals(0, windows.outstanding(), "left in the kernel, " + what);
        assertEquals(0, Leaks.outstanding(backend), "left in the backend, " + what);
    }
}
