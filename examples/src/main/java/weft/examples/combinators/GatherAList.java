package weft.examples.combinators;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code gather} takes a list as it is. In asyncio the list has to be unpacked, {@code
 * gather(*tasks)}.
 */
public final class GatherAList {
    private GatherAList() {}

    private static int hello(int a, int b) {
        System.out.println("Hello world begin");
        sleep(Duration.ofSeconds(3));
        System.out.println("Hello again end");
        return a + b;
    }

    private static void computeAll() {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            tasks.add(createTask(() -> hello(10, number)));
        }
        for (int result : gather(tasks).await()) {
            System.out.println(result);
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(GatherAList::computeAll);
    }
}
