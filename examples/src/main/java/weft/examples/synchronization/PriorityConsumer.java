package weft.examples.synchronization;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.PriorityQueue;
import weft.Queue;
import weft.Semaphore;
import weft.Task;

import java.time.Duration;

/**
 * A producer fills a priority queue, a consumer gets the smallest first. {@code join} waits until
 * every item is accounted for by {@code taskDone}. The asyncio original draws its numbers by
 * chance.
 */
public final class PriorityConsumer {
    private static final int[] NUMBERS = {6, 4, 22, 48, 9, 90, 40};

    private final Semaphore semaphore = new Semaphore(3);
    private final Queue<Integer> queue = new PriorityQueue<>();

    private PriorityConsumer() {}

    private int fetch(int number) {
        try (var held = semaphore.hold()) {
            sleep(Duration.ofMillis(100));
            return number;
        }
    }

    private void produce() {
        for (int number : NUMBERS) {
            System.out.println("producing " + number);
            queue.put(number);
        }
    }

    private void consume() {
        while (true) {
            int number = queue.get();
            System.out.printf("consuming %d...%n", fetch(number));
            queue.taskDone();
        }
    }

    private void produceAndConsume() {
        Task<Void> consumer = createTask(this::consume);
        produce();
        queue.join();
        consumer.cancel();
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(() -> new PriorityConsumer().produceAndConsume());
    }
}
