package weft.select;

import weft.readiness.ReadinessBackend;
import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;

import java.io.IOException;

/**
 * Provides the {@code select} loop, on {@code java.nio.channels.Selector}. Works wherever Java
 * does, and is the last choice of the built-in ones. The asyncio counterpart is {@code
 * SelectorEventLoop}.
 */
public final class SelectEventLoopProvider implements BackendProvider {
    private static final int PRIORITY = 100;

    /** Creates the provider. */
    public SelectEventLoopProvider() {}

    @Override
    public String name() {
        return SelectFacility.NAME;
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public Availability availability() {
        return Availability.usable("java.nio.channels.Selector");
    }

    @Override
    public Backend newBackend() throws IOException {
        return new ReadinessBackend(new SelectFacility());
    }
}
