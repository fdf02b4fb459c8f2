package weft.examples.combinators;

import static weft.Asyncio.gather;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Task;

import java.time.Duration;

/** The loop runs until a gathered future is done; the tasks then have their own results too. */
public final class GatherTwoTasks {
    private GatherTwoTasks() {}

    private static String work(String name, Duration delay) {
        System.out.println("[work] Start coroutine " + name);
        Asyncio.sleep(delay);
        System.out.println("[work] Stop coroutine " + name);
        return "Coroutine " + name + " OK";
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            Task<String> one = loop.createTask(() -> work("ONE", Duration.ofSeconds(3)));
            Task<String> two = loop.createTask(() -> work("TWO", Duration.ofSeconds(1)));
            loop.runUntilComplete(gather(one, two));
            System.out.println("[one] " + one.result());
            System.out.println("[two] " + two.result());
        }
    }
}
