package weft.examples.loops;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Future;
import weft.Task;

import java.time.Duration;
import java.util.function.Consumer;

/** A timer made of a task that sleeps and a callback for its end. */
public final class Timer {
    private Timer() {}

    private static void runTimer(Duration delay, Consumer<Future<?>> callback) {
        Task<Void> sleeping = createTask(() -> sleep(delay));
        sleeping.addDoneCallback(callback);
        System.out.println("set");
        sleeping.await();
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(() -> runTimer(Duration.ofSeconds(3), future -> System.out.println("Done")));
    }
}
