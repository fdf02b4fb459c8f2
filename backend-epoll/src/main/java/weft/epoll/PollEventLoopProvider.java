package weft.epoll;

import weft.spi.Availability;
import weft.spi.AvailabilityMemory;
import weft.spi.Backend;
import weft.spi.BackendProvider;

import java.io.IOException;

/**
 * Provides loops over poll(2) under the name {@code poll}. Never chosen by default: it is here to
 * be compared. The asyncio counterpart is a loop over {@code selectors.PollSelector}.
 */
public final class PollEventLoopProvider implements BackendProvider {
    private static final int PRIORITY = -1;
    private static final AvailabilityMemory MEMORY =
            new AvailabilityMemory(() -> Loops.ask(Loops.POLL, Loops::poll));

    /** Creates a provider; nothing is opened before it is asked for. */
    public PollEventLoopProvider() {}

    /** {@inheritDoc} */
    @Override
    public String name() {
        return Loops.POLL;
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
        return Loops.poll();
    }
}
