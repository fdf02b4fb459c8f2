package weft.epoll;

import weft.spi.Availability;
import weft.spi.AvailabilityMemory;
import weft.spi.Backend;
import weft.spi.BackendProvider;

import java.io.IOException;

/**
 * Provides loops over level-triggered epoll under the name {@code epoll}, the choice on Linux where
 * io_uring does not work.
 */
public final class EpollEventLoopProvider implements BackendProvider {
    private static final int PRIORITY = 300;
    private static final AvailabilityMemory MEMORY =
            new AvailabilityMemory(() -> Loops.ask(Loops.LEVEL, () -> Loops.epoll(Trigger.LEVEL)));

    /** Creates a provider; nothing is opened before it is asked for. */
    public EpollEventLoopProvider() {}

    /** {@inheritDoc} */
    @Override
    public String name() {
        return Loops.LEVEL;
    }

    /** {@inheritDoc} */
    @Override
    public int priority() {
        return PRIORITY;
    }

    /** {@inheritDoc} */
    @Override
    public Availability availability() {
        return MEMORY.get();
    }

    /** {@inheritDoc} */
    @Override
    public boolean existsOn(String systemName) {
        return Loops.existOn(systemName);
    }

    /** {@inheritDoc} */
    @Override
    public Backend newBackend() throws IOException {
        return Loops.epoll(Trigger.LEVEL);
    }
}
