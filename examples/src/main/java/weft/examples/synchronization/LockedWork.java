package weft.examples.synchronization;

import static weft.Asyncio.createTask;
import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import weft.Asyncio;
import weft.Lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two coroutines call one function whose body is locked: the second enters when the first has left,
 * though the first lets others run in the middle of it, and finds the work done.
 */
public final class LockedWork {
    private final List<String> done = new ArrayList<>();
    private final Lock lock = new Lock();

    private LockedWork() {}

    private String work(String name) {
        System.out.println("before the lock");
        try (var held = lock.hold()) {
            System.out.println(name + " start");
            if (done.contains("x")) {
                return name;
            }
            sleep(Duration.ZERO);
            System.out.println("----------");
            done.add("x");
            System.out.println(name + " end");
            return name;
        }
    }

    private void call(String name) {
        System.out.println(work(name) + " ok");
    }

    private void callBoth() {
        Asyncio.wait(List.of(createTask(() -> call("one")), createTask(() -> call("two"))));
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(() -> new LockedWork().callBoth());
    }
}
