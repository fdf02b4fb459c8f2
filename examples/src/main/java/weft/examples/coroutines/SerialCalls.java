package weft.examples.coroutines;

import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import java.time.Duration;

/**
 * The counterpart of {@link OneThread}: one coroutine that calls the others one by one takes the
 * sum of their times, because nothing runs beside it.
 */
public final class SerialCalls {
    private SerialCalls() {}

    private static void hello(int number, Duration delay) {
        System.out.printf("Hello world %02d begin%n", number);
        sleep(delay);
        System.out.printf("Hello again %02d end%n", number);
    }

    private static void greet() {
        long started = getRunningLoop().time();
        System.out.println("Hello world 03 begin");
        hello(2, Duration.ofSeconds(2));
        hello(1, Duration.ofSeconds(3));
        System.out.println("Hello again 03 end");
        System.out.println("-".repeat(20));
        long seconds = Duration.ofNanos(getRunningLoop().time() - started).toSeconds();
        System.out.printf("%d seconds%n", seconds);
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(SerialCalls::greet);
    }
}
