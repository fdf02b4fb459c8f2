package weft.examples.coroutines;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Future;
import weft.Task;

/**
 * A task is pending until the loop has run it. The asyncio original prints the task's state before
 * and after {@code run_until_complete}, and asks {@code isinstance(task, asyncio.Task)}.
 */
public final class TaskStates {
    private TaskStates() {}

    private static void work() {
        System.out.println("Start coroutine");
        System.out.println("This is a coroutine");
    }

    private static String state(Future<?> future) {
        if (!future.done()) {
            return "PENDING";
        }
        return future.cancelled() ? "CANCELLED" : "FINISHED";
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            Task<Void> task = loop.createTask(TaskStates::work);
            System.out.println("is it a future? " + Asyncio.isFuture(task));
            System.out.println("Task state: " + state(task));
            loop.runUntilComplete(task);
            System.out.println("Task state: " + state(task));
        }
    }
}
