package weft.examples.coroutines;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Four tasks run while the coroutine that made them sleeps; awaiting them afterwards only collects
 * their results. In asyncio the same with {@code create_task} and {@code await task}.
 */
public final class NestedTasks {
    private NestedTasks() {}

    private static int nested(int number) {
        System.out.println("nested" + number);
        sleep(Duration.ofMillis(500));
        System.out.println("nested" + number + " is finished!");
        return number;
    }

    private static void startAll() {
        System.out.println("main");
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            int number = i;
            tasks.add(createTask(() -> nested(number)));
        }
        sleep(Duration.ofSeconds(1));
        for (Task<Integer> task : tasks) {
            System.out.println(task.await());
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(NestedTasks::startAll);
    }
}
