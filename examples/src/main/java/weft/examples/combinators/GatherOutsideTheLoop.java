package weft.examples.combinators;

import static weft.Asyncio.gather;

import weft.AbstractEventLoop;
import weft.Asyncio;

import java.time.Duration;
import java.util.List;

/** The results of three tasks are handed out of the loop to the code that ran it. */
public final class GatherOutsideTheLoop {
    private GatherOutsideTheLoop() {}

    private static void hello(int number, Duration delay) {
        System.out.printf("Hello world %02d begin%n", number);
        Asyncio.sleep(delay);
        System.out.printf("Hello again %02d end%n", number);
    }

    private static int add(int a, int b) {
        hello(1, Duration.ofSeconds(3));
        return a + b;
    }

    private static int subtract(int a, int b) {
        hello(2, Duration.ofSeconds(2));
        return a - b;
    }

    private static int multiply(int a, int b) {
        hello(3, Duration.ofSeconds(4));
        return a * b;
    }

    private static List<Integer> computeAll() {
        return gather(() -> add(10, 5), () -> subtract(10, 5), () -> multiply(10, 5)).await();
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            for (int result : loop.runUntilComplete(GatherOutsideTheLoop::computeAll)) {
                System.out.println(result);
            }
        }
    }
}
