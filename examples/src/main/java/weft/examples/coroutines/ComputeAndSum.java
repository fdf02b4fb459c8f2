package weft.examples.coroutines;

import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import java.time.Duration;

/**
 * One coroutine calls another and waits for its result. In asyncio both functions are {@code async
 * def}; here they are plain methods, and the call that suspends is {@code sleep}.
 */
public final class ComputeAndSum {
    private ComputeAndSum() {}

    private static int compute(int x, int y) {
        System.out.printf("Compute %d + %d ...%n", x, y);
        sleep(Duration.ofSeconds(1));
        return x + y;
    }

    private static void printSum(int x, int y) {
        int result = compute(x, y);
        System.out.printf("%d + %d = %d%n", x, y, result);
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(() -> printSum(1, 2));
    }
}
