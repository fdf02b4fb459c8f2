package weft.examples.iteration;

import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import java.time.Duration;

/**
 * A resource that takes time to open and to close. Python needs {@code __aenter__}, {@code
 * __aexit__} and {@code async with}; here {@code close} may suspend, and try-with-resources does.
 */
public final class ContextManager implements AutoCloseable {
    private static final Duration DELAY = Duration.ofSeconds(1);

    private ContextManager() {
        System.out.println("connecting");
        sleep(DELAY);
    }

    private int doSomething() {
        return 666;
    }

    @Override
    public void close() {
        System.out.println("closing");
        sleep(DELAY);
        System.out.println("closed");
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(
                () -> {
                    try (var manager = new ContextManager()) {
                        System.out.println(manager.doSomething());
                    }
                });
    }
}
