package weft.testkit;

import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;
import weft.spi.EventLoopProvider;
import weft.spi.LoopProvider;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the chunks that backends lent to whatever is above them and did not get back. A backend's
 * own count says what it handed out; this one stands between the backend and the engine, so that it
 * is the same for every backend, and {@link LeakCheck} asks it after each test.
 */
public final class LentChunks {
    private static volatile AtomicInteger lent = new AtomicInteger();

    private LentChunks() {}

    /**
     * Has the chunks of a backend counted.
     *
     * @param backend a backend that nobody has used
     * @return the backend to use in its place
     */
    public static Backend counting(Backend backend) {
        return new CountedBackend(backend, lent);
    }

    /**
     * Has the chunks of all backends of a provider counted. A provider of whole loops stays as it
     * is: nobody sees its chunks.
     *
     * @param provider the provider
     * @return the provider to use in its place
     */
    public static EventLoopProvider counting(EventLoopProvider provider) {
        return switch (provider) {
            case BackendProvider backends -> new CountedProvider(backends);
            case LoopProvider loops -> loops;
        };
    }

    /** Returns how many chunks are lent that were received since the count was started. */
    static int count() {
        return lent.get();
    }

    /** Starts over: what was lent before does not count, nor what it still does. */
    static void startOver() {
        lent = new AtomicInteger();
    }

    private record CountedProvider(BackendProvider provider) implements BackendProvider {
        @Override
        public Backend newBackend() throws IOException {
            return counting(provider.newBackend());
        }

        @Override
        public String name() {
            return provider.name();
        }

        @Override
        public int priority() {
            return provider.priority();
        }

        @Override
        public Availability availability() {
            return provider.availability();
        }
    }
}
