package weft.examples.loops;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Task;

import java.time.Duration;

/**
 * The first coroutine to end stops the loop, and the other with it; that one goes on where it was
 * when the loop runs again.
 */
public final class StoppedTooEarly {
    private StoppedTooEarly() {}

    private static void doSomeWork(AbstractEventLoop loop, int seconds) {
        System.out.println("Waiting " + seconds);
        Asyncio.sleep(Duration.ofSeconds(seconds));
        System.out.println("Done " + seconds);
        loop.stop();
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            loop.createTask(() -> doSomeWork(loop, 1));
            Task<Void> slow = loop.createTask(() -> doSomeWork(loop, 3));
            loop.runForever();
            System.out.println("the slow one is done: " + slow.done());
            loop.runForever();
            System.out.println("the slow one is done: " + slow.done());
        }
    }
}
