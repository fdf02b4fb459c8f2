package weft.iouring;

import weft.spi.Availability;
import weft.spi.AvailabilityMemory;
import weft.spi.Backend;
import weft.spi.BackendProvider;

import java.io.IOException;

/** Provides loops over io_uring under the name {@code io_uring}, the first choice on Linux. */
public final class IoUringEventLoopProvider implements BackendProvider {
    private static final int PRIORITY = 400;
    private static final AvailabilityMemory MEMORY = new AvailabilityMemory(Probe::ask);

    private final AvailabilityMemory memory;

    /** Creates a provider; nothing is opened before it is asked for. */
    public IoUringEventLoopProvider() {
        this(MEMORY);
    }

    IoUringEventLoopProvider(AvailabilityMemory memory) {
        this.memory = memory;
    }

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
        return memory.get();
    }

    /** {@inheritDoc} */
    @Override
    public boolean existsOn(String systemName) {
        return Probe.existsOn(systemName);
    }

    /** {@inheritDoc} */
    @Override
    public Backend newBackend() throws IOException {
        return new IoUringBackend();
    }
}
