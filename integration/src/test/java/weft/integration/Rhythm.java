package weft.integration;

import static weft.Asyncio.sleep;

import weft.AbstractEventLoop;
import weft.TimerHandle;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A callback of a loop every 10 ms. A thread of its own does the same beside it, as the measure of
 * what a busy machine makes of 10 ms.
 */
final class Rhythm implements AutoCloseable {
    static final Duration PERIOD = Duration.ofMillis(10);

    private final AbstractEventLoop loop;
    private final ScheduledExecutorService control = Executors.newSingleThreadScheduledExecutor();
    private final Beat beat = new Beat();
    private final Beat controlBeat = new Beat();
    private TimerHandle timer;

    /** Begins. On the loop. */
    Rhythm(AbstractEventLoop loop) {
        this.loop = loop;
        this.timer = loop.callLater(PERIOD, this::tick);
        long nanos = PERIOD.toNanos();
        control.scheduleWithFixedDelay(controlBeat::tick, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts ticks and measures the time between them. */
    private static final class Beat {
        private long last = System.nanoTime();
        private int ticks;
        private long largestGapNanos;

        synchronized void tick() {
            long now = System.nanoTime();
            ticks++;
            largestGapNanos = Math.max(largestGapNanos, now - last);
            last = now;
        }

        /** Returns what was measured since the last reset, up to now. */
        synchronized Measure measure() {
            long gap = Math.max(largestGapNanos, System.nanoTime() - last);
            return new Measure(ticks, Duration.ofNanos(gap));
        }

        synchronized void reset() {
            ticks = 0;
            largestGapNanos = 0;
        }
    }

    /** How often it ticked, and the longest time without a tick. */
    record Measure(int ticks, Duration largestGap) {
        @Override
        public String toString() {
            return ticks + " ticks, largest gap " + largestGap.toMillis() + " ms";
        }
    }

    private void tick() {
        beat.tick();
        timer = loop.callLater(PERIOD, this::tick);
    }

    /** Begins to measure anew. */
    void reset() {
        beat.reset();
        controlBeat.reset();
    }

    /** Suspends the calling coroutine until the loop has ticked so often since the last reset. */
    void awaitTicks(int count) {
        while (beat.measure().ticks() < count) {
            sleep(PERIOD);
        }
    }

    Measure ofLoop() {
        return beat.measure();
    }

    Measure ofControl() {
        return controlBeat.measure();
    }

    @Override
    public void close() {
        timer.cancel();
        control.close();
    }
}
