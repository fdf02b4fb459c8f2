package weft.examples.combinators;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gatherReturningExceptions;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.CancelledError;
import weft.Future;
import weft.Task;

import java.time.Duration;
import java.util.List;

/**
 * Cancelling what {@code gather} returned cancels the children, and is thrown to whoever awaits it
 * even where exceptions are returned as results.
 */
public final class GatherCancelled {
    private GatherCancelled() {}

    private static void sleepLong(String name) {
        System.out.println(name + " sleeps");
        sleep(Duration.ofHours(1));
    }

    private static void cancelAll() {
        Task<Void> first = createTask(() -> sleepLong("first"));
        Task<Void> second = createTask(() -> sleepLong("second"));
        Future<List<Object>> both = gatherReturningExceptions(first, second);
        createTask(
                () -> {
                    sleep(Duration.ofSeconds(1));
                    System.out.println("cancelling");
                    both.cancel();
                });
        try {
            both.await();
        } catch (CancelledError e) {
            System.out.println("gather was cancelled");
        }
        System.out.println("children: " + first.cancelled() + " " + second.cancelled());
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(GatherCancelled::cancelAll);
    }
}
