package weft.examples.futures;

import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;

import weft.AbstractEventLoop;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A blocking function runs in a thread of a pool while the loop goes on: first in the loop's own
 * pool, which asyncio chooses for {@code run_in_executor(None, ...)}, then in a pool of one's own.
 */
public final class InExecutor {
    private InExecutor() {}

    private static String block(String pool) throws InterruptedException {
        Thread.sleep(Duration.ofMillis(50));
        return pool;
    }

    private static void useBoth() {
        AbstractEventLoop loop = getRunningLoop();
        String first = loop.runInExecutor(null, () -> block("default pool")).await();
        System.out.println("result of the " + first);
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            String second = loop.runInExecutor(threads, () -> block("custom pool")).await();
            System.out.println("result of the " + second);
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(InExecutor::useBoth);
    }
}
