package weft.examples.coroutines;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import java.time.Duration;

/**
 * A task runs though nobody awaits it, as long as the loop does; awaiting one only means to wait
 * for its end. What still runs when the main coroutine ends is cancelled, in asyncio too.
 */
public final class UnawaitedTask {
    private UnawaitedTask() {}

    private static void waitSeconds(int seconds) {
        System.out.printf("waiting %ds%n", seconds);
        sleep(Duration.ofSeconds(seconds));
        System.out.printf("waited %ds%n", seconds);
    }

    private static void startThree() {
        createTask(() -> waitSeconds(1));
        createTask(() -> waitSeconds(5));
        createTask(() -> waitSeconds(3)).await();
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(UnawaitedTask::startThree);
    }
}
