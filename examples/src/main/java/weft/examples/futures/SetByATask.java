package weft.examples.futures;

import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.AbstractEventLoop;
import weft.Future;

import java.time.Duration;

/** Awaiting a future that is done returns its result at once. */
public final class SetByATask {
    private SetByATask() {}

    private static void setAfter(Future<String> future) {
        sleep(Duration.ofSeconds(2));
        future.setResult("666");
    }

    private static void waitForIt() {
        AbstractEventLoop loop = getRunningLoop();
        Future<String> future = loop.createFuture();
        loop.createTask(() -> setAfter(future)).await();
        System.out.println(future.done());
        System.out.println(future.await());
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(SetByATask::waitForIt);
    }
}
