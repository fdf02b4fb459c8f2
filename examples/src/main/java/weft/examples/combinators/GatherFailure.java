package weft.examples.combinators;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Task;

import java.io.EOFException;
import java.time.Duration;
import java.util.List;

/**
 * The first exception reaches whoever awaits {@code gather}; the siblings are not cancelled and go
 * on while there is a loop to run them.
 */
public final class GatherFailure {
    private GatherFailure() {}

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
        Task<Integer> bad = createTask(() -> factorial("error", 0));
        Task<Integer> good = createTask(() -> factorial("A", 2));
        Task<Integer> better = createTask(() -> factorial("B", 3));
        try {
            List<Integer> results = gather(bad, good, better).await();
            System.out.println("results: " + results);
        } catch (Exception e) {
            System.out.println("caught: " + e.getMessage());
        }
        System.out.println("cancelled: " + good.cancelled());
        System.out.println("the sibling returned " + better.await());
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(GatherFailure::computeAll);
    }
}
