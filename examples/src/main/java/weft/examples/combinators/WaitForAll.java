package weft.examples.combinators;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Asyncio;
import weft.Task;

import java.time.Duration;
import java.util.List;

/**
 * {@code wait} returns when all tasks are done, as two sets. A set in Python has no order, so the
 * results come in any there; here they come in the order in which the tasks were given.
 */
public final class WaitForAll {
    private WaitForAll() {}

    private static String work(int number) {
        for (int i = 0; i < 3; i++) {
            System.out.printf("Work %d is running ..%n", number);
            sleep(Duration.ofSeconds(1));
        }
        return "Work " + number + " is finished!";
    }

    private static void startAll() {
        List<Task<String>> tasks =
                List.of(
                        createTask(() -> work(1)),
                        createTask(() -> work(2)),
                        createTask(() -> work(3)));
        for (Task<String> task : Asyncio.wait(tasks).done()) {
            System.out.println("The task's result is: " + task.result());
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(WaitForAll::startAll);
    }
}
