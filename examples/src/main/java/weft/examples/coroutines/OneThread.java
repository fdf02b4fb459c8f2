package weft.examples.coroutines;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Task;

import java.time.Duration;
import java.util.List;

/**
 * Three tasks of one loop overlap in one thread, so that together they take as long as the longest.
 * The asyncio original prints the thread of each. Here every coroutine has a {@code Thread} object
 * of its own, and what they share is the loop, which is confined to the thread that runs it.
 */
public final class OneThread {
    private OneThread() {}

    private static void hello(int number, Duration delay, AbstractEventLoop mine) {
        boolean same = getRunningLoop() == mine;
        System.out.printf("Hello world %02d begin, on the same thread: %b%n", number, same);
        sleep(delay);
        System.out.printf("Hello again %02d end%n", number);
    }

    private static void greet() {
        AbstractEventLoop loop = getRunningLoop();
        long started = loop.time();
        List<Task<Void>> tasks =
                List.of(
                        createTask(() -> hello(1, Duration.ofSeconds(3), loop)),
                        createTask(() -> hello(2, Duration.ofSeconds(2), loop)),
                        createTask(() -> hello(3, Duration.ofSeconds(1), loop)));
        Asyncio.wait(tasks);
        System.out.println("-".repeat(20));
        System.out.printf("%d seconds%n", Duration.ofNanos(loop.time() - started).toSeconds());
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(OneThread::greet);
    }
}
