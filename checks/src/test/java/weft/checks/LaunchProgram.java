package weft.checks;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.EventLoopPolicies;
import weft.Task;
import weft.select.SelectorEventLoopPolicy;

import java.time.Duration;

/** A small user program: two coroutines on a loop. {@link LaunchTest} starts it in several ways. */
final class LaunchProgram {
    private LaunchProgram() {}

    public static void main(String[] args) {
        EventLoopPolicies.set(new SelectorEventLoopPolicy());
        int sum =
                run(
                        () -> {
                            Task<Integer> one = createTask(() -> later(1));
                            Task<Integer> two = createTask(() -> later(2));
                            return one.await() + two.await();
                        });
        String engine = run(() -> getRunningLoop().getClass().getModule().getName());
        System.out.println("contract in module " + Task.class.getModule().getName());
        System.out.println("engine in module " + engine);
        System.out.println("sum " + sum);
    }

    private static int later(int value) {
        sleep(Duration.ofMillis(1));
        return value;
    }
}
