package weft.examples.combinators;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Asyncio;
import weft.ReturnWhen;
import weft.Task;
import weft.WaitResult;

import java.io.EOFException;
import java.time.Duration;
import java.util.List;

/**
 * A task that fails is done: {@code wait} returns with it and throws nothing. The exception stays
 * in the task, and the others go on.
 */
public final class WaitFirstFailed {
    private WaitFirstFailed() {}

    private static int waitSeconds(String name, int seconds) throws EOFException {
        if (name.equals("A")) {
            throw new EOFException("A has failed");
        }
        System.out.printf("%s waits %ds%n", name, seconds);
        sleep(Duration.ofSeconds(seconds));
        System.out.println(name + " has waited");
        return seconds;
    }

    private static void race() {
        List<Task<Integer>> tasks =
                List.of(
                        createTask(() -> waitSeconds("A", 3)),
                        createTask(() -> waitSeconds("B", 2)),
                        createTask(() -> waitSeconds("C", 1)));
        WaitResult<Task<Integer>> result = Asyncio.wait(tasks, ReturnWhen.FIRST_COMPLETED);
        System.out.printf("done: %d%n", result.done().size());
        System.out.printf("pending: %d%n", result.pending().size());
        sleep(Duration.ofSeconds(5));
        for (Task<Integer> task : result.done()) {
            System.out.println("exception: " + task.exception().getMessage());
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(WaitFirstFailed::race);
    }
}
