package weft.examples.combinators;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Asyncio;
import weft.Task;

import java.time.Duration;
import java.util.List;

/**
 * A coroutine that computes without awaiting anything holds up all others. The asyncio original
 * blocks with {@code time.sleep}; here {@code Thread.sleep} would suspend the coroutine alone, so
 * that only computing still shows the effect.
 */
public final class BusyBeginning {
    private static final long BUSY_NANOS = Duration.ofMillis(50).toNanos();

    private BusyBeginning() {}

    private static void compute() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < BUSY_NANOS) {
            Thread.onSpinWait();
        }
    }

    private static String busyWork(int number) {
        System.out.println("Starting " + number);
        compute();
        System.out.println("Started " + number);
        for (int i = 0; i < 3; i++) {
            System.out.printf("Work %d is running ..%n", number);
            sleep(Duration.ofSeconds(2));
        }
        return "Work " + number + " is finished";
    }

    private static String work(int number) {
        System.out.println("Starting " + number);
        for (int i = 0; i < 3; i++) {
            sleep(Duration.ofMillis(900));
            System.out.printf("Work %d is running ..%n", number);
        }
        return "Work " + number + " is finished";
    }

    private static void startBoth() {
        List<Task<String>> tasks =
                List.of(createTask(() -> busyWork(1)), createTask(() -> work(2)));
        for (Task<String> task : Asyncio.wait(tasks).done()) {
            System.out.println(task.result());
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(BusyBeginning::startBoth);
    }
}
