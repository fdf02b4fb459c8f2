package weft.examples.combinators;

import static weft.Asyncio.gatherReturningExceptions;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Coroutine;

import java.io.EOFException;
import java.time.Duration;

/**
 * Exceptions as results: nothing is thrown, and every coroutine runs to its end. The asyncio
 * counterpart is {@code gather(..., return_exceptions=True)}.
 */
public final class GatherReturningExceptions {
    private GatherReturningExceptions() {}

    private static int factorial(String name, int number) throws EOFException {
        if (name.equals("error")) {
            System.out.println("Task error fails");
            throw new EOFException("nothing to read");
        }
        int product = 1;
        for (int i = 2; i <= number; i++) {
            System.out.printf("Task %s: factorial(%d), i=%d...%n", name, number, i);
            sleep(Duration.ofSeconds(1));
            product *= i;
        }
        System.out.printf("Task %s: %d! = %d%n", name, number, product);
        return product;
    }

    private static void computeAll() {
        System.out.println("begin");
        Coroutine<Integer> bad = () -> factorial("error", 0);
        Coroutine<Integer> two = () -> factorial("A", 2);
        Coroutine<Integer> three = () -> factorial("B", 3);
        Coroutine<Integer> four = () -> factorial("C", 4);
        for (Object outcome : gatherReturningExceptions(bad, two, three, four).await()) {
            if (outcome instanceof Exception e) {
                System.out.println("I caught: " + e.getMessage());
            } else {
                System.out.println("result: " + outcome);
            }
        }
        System.out.println("end");
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(GatherReturningExceptions::computeAll);
    }
}
