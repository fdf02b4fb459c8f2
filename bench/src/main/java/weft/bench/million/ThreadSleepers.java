package weft.bench.million;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Platform threads that sleep. {@code COUNT SETTLE_MILLIS SPREAD_MILLIS}. */
public final class ThreadSleepers {
    private ThreadSleepers() {}

    /**
     * Runs the program.
     *
     * @param arguments the plan
     * @throws IOException if the benchmark has gone
     * @throws InterruptedException never, since nobody interrupts it
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        SleeperPlan plan = SleeperPlan.parse(arguments);
        var log = new SleeperLog(plan.count());
        var lateNanos = new long[plan.count()]; // by thread, read when all have counted down
        var awake = new CountDownLatch(plan.count());
        log.started();
        log.ready();
        long begin = System.nanoTime();
        for (int i = 0; i < plan.count(); i++) {
            int index = i;
            Thread.ofPlatform()
                    .start(
                            () -> {
                                lateNanos[index] = sleepUntil(begin + plan.dueNanos(index));
                                awake.countDown();
                            });
            log.made(i + 1);
        }
        log.asleep(System.nanoTime() - begin);
        awake.await();
        for (long late : lateNanos) {
            log.woke(late);
        }
        log.done("platform threads");
    }

    /** Sleeps, and returns how much longer than was asked for. */
    private static long sleepUntil(long deadline) {
        long remaining = deadline - System.nanoTime();
        while (remaining > 0) {
            LockSupport.parkNanos(remaining);
            remaining = deadline - System.nanoTime();
        }
        return -remaining;
    }
}
