package weft.iouring;

import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;

import java.io.IOException;

/** Provides loops over io_uring under the name {@code io_uring}, the first choice on Linux. */
public final class IoUringEventLoopProvider implements BackendProvider {
    private static final int PRIORITY = 400;

    /** Creates a provider; nothing is opened before it is asked for. */
    public IoUringEventLoopProvider() {}

    /** {@inheritDoc} */
    @Override
    public String name() {
        return IoUringBackend.NAME;
    }

    /** {@inheritDoc} */
    @Override
    public int priority() {
        return PRIORITY;
    }

    /** {@inheritDoc} */
    @Override
    public Availability availability() {
        return Probe.availability();
    }

    /** {@inheritDoc} */
    @Override
    public Backend newBackend() throws IOException {
        return new IoUringBackend();
    }
}
