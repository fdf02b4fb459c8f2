package weft.examples.loops;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Coroutine;

import java.time.Duration;

/** A loop can be run again until it is closed; after that it refuses. */
public final class RunTwice {
    private RunTwice() {}

    private static Coroutine<String> work(int seconds) {
        return () -> {
            System.out.println("Waiting " + seconds);
            Asyncio.sleep(Duration.ofSeconds(seconds));
            return "Done " + seconds;
        };
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        AbstractEventLoop loop = Asyncio.newEventLoop();
        System.out.println(loop.runUntilComplete(work(1)));
        System.out.println(loop.runUntilComplete(work(3)));
        loop.close();
        System.out.println("closed: " + loop.isClosed());
        try {
            loop.runUntilComplete(work(3));
        } catch (IllegalStateException e) {
            System.out.println("a closed loop does not run");
        }
    }
}
