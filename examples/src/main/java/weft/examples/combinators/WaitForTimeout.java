package weft.examples.combinators;

import static weft.Asyncio.run;
import static weft.Asyncio.sleep;
import static weft.Asyncio.waitFor;

import weft.TimeoutError;

import java.time.Duration;

/** {@code waitFor} cancels what takes too long and throws; what is in time returns. */
public final class WaitForTimeout {
    private WaitForTimeout() {}

    private static String take(Duration delay) {
        sleep(delay);
        System.out.println("the coroutine has run to its end");
        return "a result";
    }

    private static void tryBoth() {
        Duration limit = Duration.ofSeconds(1);
        try {
            waitFor(() -> take(Duration.ofHours(1)), limit);
        } catch (TimeoutError e) {
            System.out.println("timeout!");
        }
        System.out.println(waitFor(() -> take(Duration.ofMillis(500)), limit));
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(WaitForTimeout::tryBoth);
    }
}
