package weft.examples.coroutines;

import weft.AbstractEventLoop;
import weft.Asyncio;

/**
 * A loop made by hand runs one coroutine to its end and hands back what it returns. The asyncio
 * original calls {@code loop.run_until_complete}.
 */
public final class FirstCoroutine {
    private FirstCoroutine() {}

    private static String work(int number) {
        for (int i = 0; i < 3; i++) {
            System.out.printf("Work %d is running ..%n", number);
        }
        return "Work " + number + " is finished";
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (AbstractEventLoop loop = Asyncio.newEventLoop()) {
            String result = loop.runUntilComplete(() -> work(1));
            System.out.println(result);
        }
    }
}
