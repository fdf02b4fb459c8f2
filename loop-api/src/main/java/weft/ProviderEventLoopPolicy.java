package weft;

import weft.spi.Availability;
import weft.spi.BackendProvider;
import weft.spi.EventLoopProvider;
import weft.spi.LoopEngine;
import weft.spi.LoopProvider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.ServiceLoader;

/** Makes the loops of one provider. The named policies of the backends extend this class. */
public class ProviderEventLoopPolicy extends BaseEventLoopPolicy {
    private final EventLoopProvider provider;

    /**
     * Creates a policy.
     *
     * @param provider what makes the loops
     */
    public ProviderEventLoopPolicy(EventLoopProvider provider) {
        this.provider = Objects.requireNonNull(provider, "provider");
    }

    /** {@inheritDoc} */
    @Override
    public AbstractEventLoop newEventLoop() {
        return newEventLoop(provider);
    }

    /**
     * Makes a loop of a provider.
     *
     * @param provider what makes the loop
     * @return a new loop, not running
     * @throws IllegalStateException if the loop does not work here, with reason and remedy
     * @throws UncheckedIOException if the system refuses it all the same
     */
    public static AbstractEventLoop newEventLoop(EventLoopProvider provider) {
        Availability availability = provider.availability();
        if (!availability.usable()) {
            throw new IllegalStateException(
                    "the "
                            + provider.name()
                            + " loop does not work here: "
                            + availability.reason()
                            + (availability.remedy().isEmpty()
                                    ? ""
                                    : "; " + availability.remedy()));
        }
        try {
            return switch (provider) {
                case LoopProvider loops -> loops.newEventLoop();
                case BackendProvider backends -> engine().newEventLoop(backends.newBackend());
            };
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot create the " + provider.name() + " loop: " + e.getMessage(), e);
        }
    }

    static LoopEngine engine() {
        return ServiceLoader.load(LoopEngine.class)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no loop engine: add weft's loop-core to the class path or"
                                                + " module path"));
    }
}
