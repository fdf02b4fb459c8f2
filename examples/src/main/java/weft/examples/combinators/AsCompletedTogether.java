package weft.examples.combinators;

import static weft.Asyncio.asCompleted;
import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Future;

import java.time.Duration;
import java.util.List;

/** Tasks that work in step end in the order in which they began, whatever the loop is told. */
public final class AsCompletedTogether {
    private AsCompletedTogether() {}

    private static String work(int number) {
        for (int i = 0; i < 3; i++) {
            System.out.printf("Work %d is running ..%n", number);
            sleep(Duration.ofSeconds(1));
        }
        return "Work " + number + " is finished!";
    }

    private static void startAll() {
        var tasks =
                List.of(
                        createTask(() -> work(2)),
                        createTask(() -> work(1)),
                        createTask(() -> work(3)));
        for (Future<String> next : asCompleted(tasks)) {
            System.out.println("The task's result is: " + next.await());
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(AsCompletedTogether::startAll);
    }
}
