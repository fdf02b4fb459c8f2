package weft.examples.coroutines;

import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import java.time.Duration;

/**
 * A coroutine that calls another twice goes on only when each call has its result; with no other
 * task about, the loop has nothing else to do meanwhile.
 */
public final class AwaitInTurn {
    private AwaitInTurn() {}

    private static String others() {
        System.out.println("start");
        sleep(Duration.ofSeconds(2));
        System.out.println("end");
        return "a result";
    }

    private static void ask() {
        System.out.println("inside the coroutine");
        System.out.println("first answer: " + others());
        System.out.println("second answer: " + others());
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(AwaitInTurn::ask);
    }
}
