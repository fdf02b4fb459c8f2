package weft.examples.coroutines;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Asyncio;
import weft.Task;
import weft.TaskOptions;
import weft.WaitResult;

import java.time.Duration;
import java.util.List;

/**
 * Tasks may have names, which asyncio takes as {@code create_task(coro, name=...)}. {@code wait}
 * tells the tasks that are done from those still pending; with a limit of time some may be left.
 */
public final class NamedTasks {
    private NamedTasks() {}

    private static String work() {
        System.out.println(1);
        sleep(Duration.ofSeconds(2));
        System.out.println(2);
        return "returned";
    }

    private static void startBoth() {
        System.out.println("main begins");
        List<Task<String>> tasks =
                List.of(
                        createTask(NamedTasks::work, TaskOptions.named("n1")),
                        createTask(NamedTasks::work, TaskOptions.named("n2")));
        System.out.println("main ends");
        WaitResult<Task<String>> result = Asyncio.wait(tasks);
        for (Task<String> task : result.done()) {
            System.out.printf("done: %s %s%n", task.getName(), task.result());
        }
        System.out.printf("pending: %d%n", result.pending().size());
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(NamedTasks::startBoth);
    }
}
