package weft.examples.coroutines;

import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import java.time.Duration;

/**
 * Two coroutines awaited one after the other take the sum of their times: what asyncio calls
 * awaiting a coroutine is here a plain call.
 */
public final class SayAfter {
    private SayAfter() {}

    private static void sayAfter(Duration delay, String what) {
        sleep(delay);
        System.out.println(what);
    }

    private static void talk() {
        long started = getRunningLoop().time();
        sayAfter(Duration.ofSeconds(1), "hello");
        sayAfter(Duration.ofSeconds(2), "world");
        long seconds = Duration.ofNanos(getRunningLoop().time() - started).toSeconds();
        System.out.printf("finished after %d seconds%n", seconds);
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(SayAfter::talk);
    }
}
