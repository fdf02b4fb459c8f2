package weft.examples.coroutines;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Task;

import java.time.Duration;

/**
 * Two tasks run side by side and take the longer of their times. The asyncio original wraps both
 * coroutines in {@code asyncio.create_task} before it awaits the first.
 */
public final class SayAfterTogether {
    private SayAfterTogether() {}

    private static void sayAfter(Duration delay, String what) {
        sleep(delay);
        System.out.println(what);
    }

    private static void talk() {
        Task<Void> hello = createTask(() -> sayAfter(Duration.ofSeconds(1), "hello"));
        Task<Void> world = createTask(() -> sayAfter(Duration.ofSeconds(2), "world"));
        long started = getRunningLoop().time();
        System.out.println("started");
        hello.await();
        world.await();
        long seconds = Duration.ofNanos(getRunningLoop().time() - started).toSeconds();
        System.out.printf("finished after %d seconds%n", seconds);
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(SayAfterTogether::talk);
    }
}
