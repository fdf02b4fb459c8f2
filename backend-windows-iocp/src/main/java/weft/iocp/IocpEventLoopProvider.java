package weft.iocp;

import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;

import java.io.IOException;

/**
 * Provides loops over I/O completion ports under the name {@code iocp}, the first choice on
 * Windows.
 */
public final class IocpEventLoopProvider implements BackendProvider {
    private static final int PRIORITY = 350;

    /** Creates a provider; nothing is opened before it is asked for. */
    public IocpEventLoopProvider() {}

    /** {@inheritDoc} */
    @Override
    public String name() {
        return IocpBackend.NAME;
    }

    /** {@inheritDoc} */
    @Override
    public int priority() {
        return PRIORITY;
    }

    /** {@inheritDoc} */
    @Override
    public Availability availability() {
        return Probe.availability(System.getProperty("os.name"));
    }

    /** {@inheritDoc} */
    @Override
    public boolean existsOn(String systemName) {
        return Probe.existsOn(systemName);
    }

    /** {@inheritDoc} */
    @Override
    public Backend newBackend() throws IOException {
        Availability availability = availability();
        if (!availability.usable()) {
            throw new IOException("no event loop over completion ports: " + availability.reason());
        }
        return new IocpBackend(new NativeCalls());
    }
}
