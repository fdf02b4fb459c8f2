package weft.examples.threads;

import static weft.Asyncio.runCoroutineThreadsafe;

import weft.AbstractEventLoop;
import weft.Asyncio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/**
 * A loop runs for ever in a thread of its own; the main thread hands it coroutines, goes on with
 * what it does, and stops it in the end.
 */
public final class LoopInThread {
    private static final Duration UNIT = Duration.ofMillis(40);

    private LoopInThread() {}

    private static void work(int units) {
        System.out.println("calling work, which takes " + units);
        Asyncio.sleep(UNIT.multipliedBy(units));
        System.out.println("after " + units + ", work ends");
    }

    /**
     * Runs the program.
     *
     * @param args not used
     * @throws Exception if work fails
     */
    public static void main(String[] args) throws Exception {
        AbstractEventLoop loop = Asyncio.newEventLoop();
        Thread thread = new Thread(loop::runForever, "loop");
        thread.start();
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 3; i > 0; i--) {
            int units = i;
            futures.add(
                    runCoroutineThreadsafe(
                            () -> {
                                work(units);
                                return units;
                            },
                            loop));
        }
        for (char letter : "iloveu".toCharArray()) {
            System.out.println(letter);
        }
        for (Future<?> future : futures) {
            future.get();
        }
        loop.callSoonThreadsafe(loop::stop);
        thread.join();
        loop.close();
        System.out.println("closed: " + loop.isClosed());
    }
}
