package weft.examples.loops;

import weft.AbstractEventLoop;
import weft.Asyncio;

import java.time.Duration;

/**
 * The loop has a clock of its own, which only goes forward: nanoseconds here, seconds in asyncio.
 */
public final class LoopClock {
    private LoopClock() {}

    private static int add(int a, int b) {
        System.out.println("about to add");
        Asyncio.sleep(Duration.ofSeconds(3));
        return a + b;
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            long begin = loop.time();
            System.out.println(loop.runUntilComplete(() -> add(3, 4)));
            Duration elapsed = Duration.ofNanos(loop.time() - begin);
            System.out.printf("%d seconds%n", elapsed.toSeconds());
        }
    }
}
