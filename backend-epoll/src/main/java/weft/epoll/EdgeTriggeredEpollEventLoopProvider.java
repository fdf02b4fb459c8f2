package weft.epoll;

import weft.spi.Availability;
import weft.spi.AvailabilityMemory;
import weft.spi.Backend;
import weft.spi.BackendProvider;

import java.io.IOException;

/**
 * Provides loops over edge-triggered epoll under the name {@code epoll-et}. Never chosen by
 * default: it is here to be compared.
 */
public final class EdgeTriggeredEpollEventLoopProvider implements BackendProvider {
    private static final int PRIORITY = -1;
    private static final AvailabilityMemory MEMORY =
            new AvailabilityMemory(() -> Loops.ask(Loops.EDGE, () -> Loops.epoll(Trigger.EDGE)));

    /** Creates a provider; nothing is opened before it is asked for. */
    public EdgeTriggeredEpollEventLoopProvider() {}

    /** {@inheritDoc} */
    @Override
    public String name() {
        return Loops.EDGE;
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
        return Loops.epoll(Trigger.EDGE);
    }
}
