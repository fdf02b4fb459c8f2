package weft.examples.callbacks;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Future;
import weft.Task;

/**
 * A callback added to a task runs when the task is done, and is given the task, which knows its
 * result. The asyncio counterpart is {@code task.add_done_callback}.
 */
public final class DoneCallback {
    private DoneCallback() {}

    private static String work(int number) {
        for (int i = 0; i < 3; i++) {
            System.out.printf("Work %d is running ..%n", number);
        }
        return "Work " + number + " is finished";
    }

    private static void callBack(Future<?> future) {
        System.out.println("Callback: " + future.result());
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            Task<String> task = loop.createTask(() -> work(1));
            task.addDoneCallback(DoneCallback::callBack);
            loop.runUntilComplete(task);
        }
    }
}
