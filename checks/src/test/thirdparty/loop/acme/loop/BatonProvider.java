package acme.loop;

import weft.AbstractEventLoop;
import weft.spi.Availability;
import weft.spi.LoopProvider;

/** Provides loops that need nothing of the engine. */
public final class BatonProvider implements LoopProvider {
    @Override
    public String name() {
        return "baton";
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public Availability availability() {
        return Availability.usable("one thread at a time has the baton");
    }

    @Override
    public AbstractEventLoop newEventLoop() {
        return new BatonLoop();
    }
}
