package weft.examples.combinators;

import static weft.Asyncio.asCompleted;
import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Future;

import java.time.Duration;
import java.util.List;

/** {@code asCompleted} hands out futures that are done in the order in which the tasks end. */
public final class AsCompletedOrder {
    private AsCompletedOrder() {}

    private static String work(int number, Duration delay) {
        sleep(delay);
        return "Coroutine " + number + " completed";
    }

    private static void race() {
        var tasks =
                List.of(
                        createTask(() -> work(1, Duration.ofSeconds(2))),
                        createTask(() -> work(2, Duration.ofSeconds(1))),
                        createTask(() -> work(3, Duration.ofSeconds(3))));
        for (Future<String> next : asCompleted(tasks)) {
            System.out.println("Completed task: " + next.await());
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(AsCompletedOrder::race);
    }
}
