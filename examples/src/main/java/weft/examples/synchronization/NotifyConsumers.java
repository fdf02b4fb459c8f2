package weft.examples.synchronization;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Asyncio;
import weft.Condition;
import weft.Task;

import java.time.Duration;
import java.util.List;

/**
 * Consumers wait on a condition; one producer wakes them one by one, another all at once. What
 * asyncio calls {@code notify} and {@code notify_all} is {@code signal} and {@code signalAll} here.
 */
public final class NotifyConsumers {
    private NotifyConsumers() {}

    private static void consume(Condition condition, String name, Duration delay) {
        sleep(delay);
        try (var held = condition.hold()) {
            condition.await();
            System.out.println(name + ": Resource is available to consumer");
        }
    }

    private static void wakeOneByOne(Condition condition) {
        sleep(Duration.ofSeconds(2));
        for (int i = 1; i < 3; i++) {
            try (var held = condition.hold()) {
                System.out.println("notifying consumer " + i);
                condition.signal(i);
            }
            sleep(Duration.ofMillis(100));
        }
    }

    private static void wakeAll(Condition condition) {
        sleep(Duration.ofSeconds(2));
        try (var held = condition.hold()) {
            System.out.println("Making resource available");
            condition.signalAll();
        }
    }

    private static void consumeTwice(Condition condition) {
        Asyncio.wait(
                List.of(
                        createTask(() -> consume(condition, "c1", Duration.ZERO)),
                        createTask(() -> consume(condition, "c2", Duration.ofSeconds(1)))));
    }

    private static void runBoth() {
        Condition condition = new Condition();
        Task<Void> first = createTask(() -> wakeOneByOne(condition));
        consumeTwice(condition);
        first.cancel();
        Task<Void> second = createTask(() -> wakeAll(condition));
        consumeTwice(condition);
        second.cancel();
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(NotifyConsumers::runBoth);
    }
}
