package weft.examples.coroutines;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Task;

import java.time.Duration;
import java.util.List;

/**
 * While one task sleeps the other runs, so that their numbers interleave. The asyncio original has
 * two forms, with generators under a decorator and with {@code async def}; here they are one.
 */
public final class SleepingFunctions {
    private static final Duration DELAY = Duration.ofSeconds(2);

    private SleepingFunctions() {}

    private static void first() {
        System.out.println(1);
        Asyncio.sleep(DELAY);
        System.out.println(2);
    }

    private static void second() {
        System.out.println(3);
        Asyncio.sleep(DELAY);
        System.out.println(4);
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            List<Task<Void>> tasks =
                    List.of(
                            loop.createTask(SleepingFunctions::first),
                            loop.createTask(SleepingFunctions::second));
            loop.runUntilComplete(() -> Asyncio.wait(tasks));
        }
    }
}
