package weft.examples.iteration;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Generator;

import java.time.Duration;

/**
 * A generator whose body awaits suspends the coroutine that asks for its next value, and nobody
 * else. Python tells it from a plain one and needs {@code async for}.
 */
public final class AsyncGenerator {
    private AsyncGenerator() {}

    private static Generator<Integer, Void, Void> ticks(int count) {
        return Generator.of(
                out -> {
                    for (int i = 0; i < count; i++) {
                        out.yield(i);
                        sleep(Duration.ofMillis(200));
                    }
                });
    }

    private static void print(String name) {
        for (int tick : ticks(3)) {
            System.out.println(name + " " + tick);
        }
    }

    private static void printBoth() {
        var first = createTask(() -> print("first"));
        var second = createTask(() -> print("second"));
        first.await();
        second.await();
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(AsyncGenerator::printBoth);
    }
}
