package weft.examples.combinators;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;

import weft.Asyncio;
import weft.Task;
import weft.WaitResult;

import java.util.Set;

/** {@code wait} takes a collection even of a single task, and hands back that very task. */
public final class WaitForOne {
    private WaitForOne() {}

    private static void waitForIt() {
        Task<Integer> task = createTask(() -> 42);
        WaitResult<Task<Integer>> result = Asyncio.wait(Set.of(task));
        if (result.done().contains(task)) {
            System.out.println("The task's result is " + task.result());
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(WaitForOne::waitForIt);
    }
}
