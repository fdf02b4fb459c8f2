package weft.examples.combinators;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Asyncio;
import weft.ReturnWhen;
import weft.Task;
import weft.TaskOptions;
import weft.WaitResult;

import java.time.Duration;
import java.util.List;

/** {@code wait} returns with the first task that is done; the other is left pending and goes on. */
public final class WaitFirstCompleted {
    private WaitFirstCompleted() {}

    private static Task<Void> start(String name, Duration delay) {
        return createTask(
                () -> {
                    sleep(delay);
                    System.out.println(name + " completed");
                    return null;
                },
                TaskOptions.named(name));
    }

    private static void race() {
        List<Task<Void>> tasks =
                List.of(
                        start("Coroutine 1", Duration.ofSeconds(2)),
                        start("Coroutine 2", Duration.ofSeconds(1)));
        WaitResult<Task<Void>> result = Asyncio.wait(tasks, ReturnWhen.FIRST_COMPLETED);
        for (Task<Void> task : result.done()) {
            System.out.println("Completed task: " + task.getName());
        }
        for (Task<Void> task : result.pending()) {
            System.out.println("Pending task: " + task.getName());
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(WaitFirstCompleted::race);
    }
}
