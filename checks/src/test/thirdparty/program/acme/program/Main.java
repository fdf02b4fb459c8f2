package acme.program;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Task;

import java.time.Duration;

/** Runs two coroutines on whatever loop the launch names. */
public final class Main {
    public static void main(String[] arguments) {
        int sum =
                run(
                        () -> {
                            Task<Integer> one = createTask(() -> later(1));
                            Task<Integer> two = createTask(() -> later(2));
                            return one.await() + two.await();
                        });
        String module = run(() -> String.valueOf(getRunningLoop().getClass().getModule()));
        System.out.println(run(() -> getRunningLoop().toString()));
        System.out.println("loop in " + (module.startsWith("unnamed") ? "no module" : module));
        System.out.println("sum " + sum);
    }

    private static int later(int value) {
        sleep(Duration.ofMillis(value));
        return value;
    }
}
