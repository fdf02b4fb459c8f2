package weft.examples.futures;

import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.AbstractEventLoop;
import weft.Future;

import java.time.Duration;

/** A bare future has no work of its own: somebody waits for it, and somebody else sets it. */
public final class SetLater {
    private SetLater() {}

    private static void setAfter(Future<String> future, Duration delay, String value) {
        sleep(delay);
        future.setResult(value);
    }

    private static void greet() {
        AbstractEventLoop loop = getRunningLoop();
        Future<String> future = loop.createFuture();
        loop.createTask(() -> setAfter(future, Duration.ofSeconds(1), "... world"));
        System.out.println("hello ...");
        System.out.println(future.await());
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(SetLater::greet);
    }
}
