package weft.examples.synchronization;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;

import weft.Asyncio;
import weft.Lock;
import weft.Task;

import java.time.Duration;
import java.util.List;

/**
 * Two coroutines wait for a lock that a callback releases later. Whoever came first gets it first.
 * In asyncio {@code async with lock}, here {@code try (var held = lock.hold())}.
 */
public final class LockAndCallback {
    private LockAndCallback() {}

    private static void unlock(Lock lock) {
        System.out.println("callback releasing lock");
        lock.release();
    }

    private static void useLock(String name, Lock lock) {
        System.out.println(name + " waiting for the lock");
        try (var held = lock.hold()) {
            System.out.println(name + " acquired lock");
        }
        System.out.println(name + " released lock");
    }

    private static void takeTurns() {
        Lock lock = new Lock();
        lock.acquire();
        getRunningLoop().callLater(Duration.ofMillis(100), () -> unlock(lock));
        List<Task<Void>> tasks =
                List.of(
                        createTask(() -> useLock("l1", lock)),
                        createTask(() -> useLock("l2", lock)));
        Asyncio.wait(tasks);
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(LockAndCallback::takeTurns);
    }
}
