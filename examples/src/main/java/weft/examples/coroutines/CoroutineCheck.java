package weft.examples.coroutines;

import static weft.Asyncio.isCoroutine;
import static weft.Asyncio.isFuture;

import weft.Asyncio;
import weft.Future;
import weft.VoidCoroutine;

import java.time.Duration;

/**
 * Making a coroutine runs nothing; a loop does. In asyncio {@code iscoroutinefunction} knows the
 * function and {@code iscoroutine} the object that calling it makes; here the function object is
 * both.
 */
public final class CoroutineCheck {
    private CoroutineCheck() {}

    private static void doSomeWork(int seconds) {
        System.out.println("Waiting " + seconds);
        Asyncio.sleep(Duration.ofSeconds(seconds));
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        VoidCoroutine coroutine = () -> doSomeWork(3);
        System.out.println(isCoroutine(coroutine));
        System.out.println(isFuture(coroutine));
        try (var loop = Asyncio.newEventLoop()) {
            Future<Void> task = loop.createTask(coroutine);
            System.out.println(isCoroutine(task));
            loop.runUntilComplete(task);
        }
    }
}
