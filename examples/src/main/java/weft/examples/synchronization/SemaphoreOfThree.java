package weft.examples.synchronization;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Asyncio;
import weft.Semaphore;
import weft.Task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Twelve coroutines fetch, never more than three at a time. The asyncio original fetches pages;
 * here a fetch only takes time, and says how many are under way.
 */
public final class SemaphoreOfThree {
    private static final int FETCHES = 12;

    private final Semaphore semaphore = new Semaphore(3);
    private int underWay;

    private SemaphoreOfThree() {}

    private int fetch(int number) {
        sleep(Duration.ofMillis(500 + 100 * number));
        return number * number;
    }

    private void printResult(int number) {
        try (var held = semaphore.hold()) {
            underWay++;
            int result = fetch(number);
            System.out.printf("fetch(%d) = %d, one of %d%n", number, result, underWay);
            underWay--;
        }
    }

    private void fetchAll() {
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < FETCHES; i++) {
            int number = i;
            tasks.add(createTask(() -> printResult(number)));
        }
        Asyncio.wait(tasks);
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(() -> new SemaphoreOfThree().fetchAll());
    }
}
