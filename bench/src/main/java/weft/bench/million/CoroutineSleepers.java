package weft.bench.million;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Future;

import java.io.IOException;
import java.time.Duration;

/**
 * Coroutines that sleep, as many as one loop is asked to hold. {@code WARM_UP_ROUNDS COUNT
 * SETTLE_MILLIS SPREAD_MILLIS}.
 *
 * <p>A few small rounds come first. Code that the JIT compiler has only ever seen falling asleep is
 * compiled without what follows the sleep; each coroutine that then wakes there is thrown out of
 * the compiled code and rebuilt as an interpreted one, which takes thirty times as long as waking.
 */
public final class CoroutineSleepers {
    private static final SleeperPlan WARM_UP = new SleeperPlan(20_000, 30, 50);

    /** After as many coroutines the maker lets them begin: while they are in the cache. */
    private static final int BATCH = 500;

    private final AbstractEventLoop loop = getRunningLoop();
    private final Future<Object> allAwake = loop.createFuture();
    private final SleeperPlan plan;
    private final SleeperLog log;

    private CoroutineSleepers(SleeperPlan plan, SleeperLog log) {
        this.plan = plan;
        this.log = log;
    }

    /**
     * Runs the program.
     *
     * @param arguments the number of warm-up rounds and the plan
     * @throws IOException if the benchmark has gone
     */
    public static void main(String[] arguments) throws IOException {
        int warmUpRounds = Integer.parseInt(arguments[0]);
        SleeperPlan plan = SleeperPlan.parse(arguments);
        var log = new SleeperLog(plan.count());
        log.started();
        String loop =
                Asyncio.run(
                        () -> {
                            for (int i = 0; i < warmUpRounds; i++) {
                                new CoroutineSleepers(WARM_UP, SleeperLog.silent(WARM_UP.count()))
                                        .run();
                            }
                            System.gc(); // leaves the heap empty, as a program that starts has it
                            log.ready();
                            new CoroutineSleepers(plan, log).run();
                            return getRunningLoop().toString();
                        });
        log.done(loop);
    }

    private void run() {
        long begin = loop.time();
        for (int i = 0; i < plan.count(); i++) {
            long due = begin + plan.dueNanos(i);
            createTask(
                    () -> {
                        sleep(Duration.ofNanos(due - loop.time()));
                        if (log.woke(loop.time() - due)) {
                            allAwake.setResult(null);
                        }
                        return null;
                    });
            if ((i + 1) % BATCH == 0) {
                sleep(Duration.ZERO);
                log.made(i + 1);
            }
        }
        sleep(Duration.ZERO);
        log.asleep(loop.time() - begin);
        allAwake.await();
    }
}
