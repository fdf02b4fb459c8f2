package weft.examples.callbacks;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Future;
import weft.Task;

/**
 * A callback with more arguments than the future. Where asyncio binds them with {@code
 * functools.partial}, a lambda captures them here.
 */
public final class PartialArguments {
    private PartialArguments() {}

    private static String work(int number) {
        for (int i = 0; i < 3; i++) {
            System.out.printf("Work %d is running ..%n", number);
        }
        return "Work " + number + " is finished";
    }

    private static void callBack(int number, Future<?> future) {
        System.out.printf("Callback: %s, the number is %d%n", future.result(), number);
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            Task<String> task = loop.createTask(() -> work(1));
            task.addDoneCallback(future -> callBack(100, future));
            loop.runUntilComplete(task);
        }
    }
}
