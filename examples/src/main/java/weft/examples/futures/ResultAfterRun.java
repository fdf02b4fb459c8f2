package weft.examples.futures;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Task;

import java.time.Duration;

/** A task keeps its result, which can be asked for after the loop has stopped. */
public final class ResultAfterRun {
    private ResultAfterRun() {}

    private static int hello(int a, int b) {
        System.out.println("Hello world 01 begin");
        Asyncio.sleep(Duration.ofSeconds(3));
        System.out.println("Hello again 01 end");
        return a + b;
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            Task<Integer> task = loop.createTask(() -> hello(10, 5));
            loop.runUntilComplete(task);
            System.out.println("-".repeat(20));
            System.out.println(task.result());
        }
    }
}
