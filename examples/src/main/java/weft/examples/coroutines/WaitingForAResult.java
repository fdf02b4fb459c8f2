package weft.examples.coroutines;

import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import java.time.Duration;

/** A coroutine that needs another's result cannot go on before it is there, loop or no loop. */
public final class WaitingForAResult {
    private WaitingForAResult() {}

    private static int add(int a, int b) {
        System.out.println("the coroutine begins");
        sleep(Duration.ofSeconds(3));
        System.out.println("the coroutine ends");
        return a + b;
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(
                () -> {
                    System.out.println(add(10, 20));
                    System.out.println("main goes on");
                });
    }
}
