package weft.examples.combinators;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.shield;
import static weft.Asyncio.sleep;

import weft.CancelledError;
import weft.Task;

import java.time.Duration;

/**
 * {@code shield} keeps a cancellation of the waiting coroutine from the work it waits for: the
 * waiting ends, the work does not. Uncancelled, it passes the result on.
 */
public final class Shielded {
    private Shielded() {}

    private static String work() {
        sleep(Duration.ofSeconds(2));
        System.out.println("Coroutine completed");
        return "a result";
    }

    private static void waitFor(Task<String> work) {
        try {
            System.out.println("shield returned " + shield(work).await());
        } catch (CancelledError e) {
            System.out.println("the waiting was cancelled");
        }
    }

    private static void cancelTheWaiting() {
        Task<String> work = createTask(Shielded::work);
        Task<Void> waiting = createTask(() -> waitFor(work));
        sleep(Duration.ofSeconds(1));
        waiting.cancel();
        waiting.await();
        System.out.println("cancelled: " + work.cancelled());
        waitFor(work);
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(Shielded::cancelTheWaiting);
    }
}
