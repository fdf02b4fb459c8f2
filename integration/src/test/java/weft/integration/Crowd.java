package weft.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.sleep;

import weft.AbstractEventLoop;
import weft.Asyncio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * Makes 500 blocking calls at a time on one loop, holds them in the server until the loop has
 * ticked a hundred times meanwhile, and lets them go.
 */
final class Crowd {
    static final int CALLS = 500;

    // A second, if the rhythm is kept.
    private static final int TICKS = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    // Of a tick that is late because 500 calls begin or end at once, on cold code.
    private static final Duration BUSY_GAP = Duration.ofSeconds(1);

    // While all are blocked the loop has nothing to do but tick.
    private static final Duration IDLE_GAP = Duration.ofMillis(200);

    // Unsynchronized on purpose: only one thread may come here.
    private final Set<String> carriers = new HashSet<>();
    private int inside;
    private int mostInside;

    /** What the calls go to. */
    interface Gate {
        /** Returns how many calls are held now, as the server, or the pool before it, counts. */
        int held() throws Exception;

        /** Lets all calls end. */
        void open() throws Exception;
    }

    /**
     * Makes the calls in threads of an executor and checks everything but their results.
     *
     * @param executor runs on the loop
     * @param call makes one blocking call
     * @return the results, in the order of the calls
     */
    <T> List<T> run(
            String title, ExecutorService executor, IntFunction<Callable<T>> call, Gate gate)
            throws Exception {
        AbstractEventLoop loop = Asyncio.getRunningLoop();
        noteCarrier();
        long begin = System.nanoTime();
        List<T> results = new ArrayList<>();
        try (Rhythm rhythm = new Rhythm(loop)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                Callable<T> one = call.apply(i);
                futures.add(executor.submit(() -> counted(loop, one)));
            }
            waitUntilAllAreHeld(gate, futures);
            assertEquals(CALLS, inside, "all calls at a time");
            Rhythm.Measure starting = rhythm.ofLoop();
            assertInRhythm("while the calls began", rhythm, BUSY_GAP);

            rhythm.reset();
            rhythm.awaitTicks(TICKS);
            Rhythm.Measure holding = rhythm.ofLoop();
            assertInRhythm("while the calls were blocked", rhythm, IDLE_GAP);
            assertEquals(CALLS, inside, "no call ended before its time");

            rhythm.reset();
            gate.open();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            assertInRhythm("while the calls ended", rhythm, BUSY_GAP);
            System.out.printf(
                    "%s on %s: %d calls in %d ms; starting %s; blocked %s; ending %s%n",
                    title,
                    loop,
                    mostInside,
                    (System.nanoTime() - begin) / 1_000_000,
                    starting,
                    holding,
                    rhythm.ofLoop());
        }
        assertEquals(0, inside);
        assertEquals(CALLS, mostInside);
        assertEquals(1, carriers.size(), () -> "ran on " + carriers);
        return results;
    }

    private <T> T counted(AbstractEventLoop loop, Callable<T> call) throws Exception {
        assertSame(loop, Asyncio.getRunningLoop());
        noteCarrier();
        mostInside = Math.max(mostInside, ++inside);
        try {
            return call.call();
        } finally {
            inside--;
            noteCarrier();
        }
    }

    /** Notes which platform thread runs the calling virtual one: its name ends what this prints. */
    void noteCarrier() {
        String text = Thread.currentThread().toString();
        assertTrue(text.contains("@"), text);
        carriers.add(text.substring(text.lastIndexOf('@')));
    }

    private static void waitUntilAllAreHeld(Gate gate, List<? extends Future<?>> futures)
            throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int held = gate.held();
        while (held < CALLS) {
            for (Future<?> future : futures) {
                if (future.isDone()) {
                    future.get(); // says why, if it failed
                    throw new AssertionError("a call returned too early: " + future);
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("only " + held + " calls reached the server");
            }
            sleep(Rhythm.PERIOD);
            held = gate.held();
        }
    }

    private static void assertInRhythm(String when, Rhythm rhythm, Duration gap) {
        Rhythm.Measure loop = rhythm.ofLoop();
        Rhythm.Measure control = rhythm.ofControl();
        String figures = when + ": " + loop + "; a thread of its own: " + control;
        assertTrue(loop.largestGap().compareTo(gap.plus(control.largestGap())) <= 0, figures);
        if (gap.equals(IDLE_GAP)) {
            assertTrue(loop.ticks() >= control.ticks() / 2, figures);
        }
    }
}
