package weft.examples.combinators;

import static weft.Asyncio.gather;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import java.time.Duration;
import java.util.List;

/**
 * {@code gather} runs coroutines side by side and hands back their results in the order of its
 * arguments, whatever the order in which they end.
 */
public final class GatherFactorials {
    private GatherFactorials() {}

    private static String factorial(String name, int number) {
        int product = 1;
        for (int i = 2; i <= number; i++) {
            System.out.printf("Task %s: Compute factorial(%d)...%n", name, i);
            sleep(Duration.ofSeconds(1));
            product *= i;
        }
        System.out.printf("Task %s: factorial(%d) = %d%n", name, number, product);
        return "Task " + name + ": Finished!";
    }

    private static void computeAll() {
        List<String> results =
                gather(() -> factorial("A", 2), () -> factorial("B", 3), () -> factorial("C", 4))
                        .await();
        for (String result : results) {
            System.out.println(result);
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(GatherFactorials::computeAll);
    }
}
