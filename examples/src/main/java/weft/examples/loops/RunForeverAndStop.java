package weft.examples.loops;

import weft.AbstractEventLoop;
import weft.Asyncio;

import java.time.Duration;

/**
 * A loop that runs for ever runs until somebody stops it: here the coroutine itself when it is
 * done.
 */
public final class RunForeverAndStop {
    private RunForeverAndStop() {}

    private static void doSomeWork(AbstractEventLoop loop, int seconds) {
        System.out.println("Waiting " + seconds);
        Asyncio.sleep(Duration.ofSeconds(seconds));
        System.out.println("Done");
        loop.stop();
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            loop.createTask(() -> doSomeWork(loop, 3));
            loop.runForever();
            System.out.println("the loop has stopped");
        }
    }
}
