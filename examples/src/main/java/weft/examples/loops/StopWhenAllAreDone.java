package weft.examples.loops;

import static weft.Asyncio.gather;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Future;

import java.time.Duration;

/**
 * Several coroutines become one future, whose callback stops the loop; that is what {@code
 * runUntilComplete} does for one.
 */
public final class StopWhenAllAreDone {
    private StopWhenAllAreDone() {}

    private static void doSomeWork(int seconds) {
        System.out.println("Waiting " + seconds);
        Asyncio.sleep(Duration.ofSeconds(seconds));
        System.out.println("Done " + seconds);
    }

    private static void stop(AbstractEventLoop loop, Future<?> all) {
        System.out.println("all done: " + all.done());
        loop.stop();
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            var all =
                    gather(
                            loop.createTask(() -> doSomeWork(1)),
                            loop.createTask(() -> doSomeWork(3)));
            all.addDoneCallback(future -> stop(loop, future));
            loop.runForever();
        }
    }
}
