package acme.backend;

import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;

/** Provides loops that have timers and wake-ups and no network. */
public final class QuietProvider implements BackendProvider {
    @Override
    public String name() {
        return "quiet";
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public Availability availability() {
        return Availability.usable("made of locks");
    }

    @Override
    public Backend newBackend() {
        return new QuietBackend();
    }
}
