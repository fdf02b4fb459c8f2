package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Rules of waiting and waking. */
interface PollRules extends BackendFixture {
    /** More than this many early returns in one wait is a storm. */
    int EARLY_RETURNS = 10;

    /** A busy machine may be late, but not by this much. */
    Duration LATENESS = Duration.ofMillis(800);

    /** How often to look for what another thread has to do: for ten seconds, undisturbed. */
    int NAPS = 100_000;

    /** A poll with timeout 0 waits for nothing. */
    @Test
    default void pollWithoutTimeReturnsAtOnce() throws IOException {
        driver().poll(0);
        long start = backend().nanoTime();
        assertEquals(0, driver().poll(0), "events of an idle backend");
        long took = backend().nanoTime() - start;
        assertTrue(took < LATENESS.toNanos(), () -> "poll(0) took " + took + " ns");
    }

    /** A poll waits for about as long as it was told, in a few attempts at the most. */
    @Test
    default void pollKeepsItsTimeout() throws IOException {
        driver().poll(0);
        for (long timeout : new long[] {50_000, 1_000_000, 20_000_000}) {
            long start = backend().nanoTime();
            int polls = pollsToWait(timeout);
            long late = backend().nanoTime() - start - timeout;
            assertTrue(polls <= EARLY_RETURNS, () -> timeout + " ns took " + polls + " polls");
            assertTrue(late < LATENESS.toNanos(), () -> timeout + " ns were late by " + late);
        }
    }

    private int pollsToWait(long timeoutNanos) throws IOException {
        long deadline = backend().nanoTime() + timeoutNanos;
        int polls = 0;
        for (long left = timeoutNanos; left > 0; left = deadline - backend().nanoTime()) {
            driver().poll(left);
            polls++;
        }
        return polls;
    }

    /** The largest timeout there is means a long time, not none and no overflow. */
    @Test
    default void pollTakesTheLongestTimeout() throws IOException {
        Thread waker = new Thread(() -> backend().wakeup(), "waker");
        waker.start();
        driver().poll(Long.MAX_VALUE);
        join(waker);
        assertFalse(waker.isAlive());
    }

    /** The clock never goes back. */
    @Test
    default void clockIsMonotonic() throws IOException {
        long last = backend().nanoTime();
        for (int i = 0; i < 1_000; i++) {
            driver().poll(0);
            long now = backend().nanoTime();
            assertTrue(now >= last, "the clock went back");
            last = now;
        }
    }

    /** A wake-up that comes before the poll ends it. */
    @Test
    default void wakeupBeforePollCounts() throws IOException {
        backend().wakeup();
        assertEquals(0, driver().poll(-1), "events of an idle backend");
    }

    /** Any number of wake-ups ends one poll, and leaves the next ones their sleep. */
    @Test
    default void wakeupsCoalesce() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            backend().wakeup();
        }
        driver().poll(-1);
        int polls = pollsToWait(5_000_000);
        assertTrue(polls <= EARLY_RETURNS, () -> polls + " polls after coalesced wake-ups");
    }

    /** A wake-up from another thread ends a poll without timeout, every time. */
    @Test
    default void noWakeupIsLost() throws IOException {
        hammer(2_000);
    }

    /** The same many times: the window of a lost wake-up is narrow. */
    @Test
    @Tag("slow")
    default void noWakeupIsLostInAHundredThousand() throws IOException {
        hammer(100_000);
    }

    /** The same for as long as it takes. */
    @Test
    @Tag("long")
    default void noWakeupIsLostInAMillion() throws IOException {
        hammer(1_000_000);
    }

    /** Hands numbers over one at a time, each with one wake-up, as a loop's inbox does. */
    private void hammer(int rounds) throws IOException {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        AtomicReference<String> lost = new AtomicReference<>();
        Thread other =
                new Thread(
                        () -> {
                            for (int i = 1; i <= rounds; i++) {
                                sent.set(i);
                                backend().wakeup();
                                if (!awaitAcknowledgement(seen, i)) {
                                    lost.set("wake-up " + i + " was lost");
                                    sent.set(rounds);
                                    backend().wakeup();
                                    return;
                                }
                            }
                        },
                        "waker");
        other.start();
        while (seen.get() < rounds) {
            driver().poll(-1);
            seen.set(sent.get());
        }
        join(other);
        assertEquals(null, lost.get());
    }

    private static boolean awaitAcknowledgement(AtomicInteger seen, int number) {
        int spins = 0;
        // Waits so many times rather than so long: a clock goes on while the JVM is stopped.
        for (int naps = 0; naps < NAPS && seen.get() < number; ) {
            Thread.onSpinWait();
            if (++spins % 1_000 == 0) {
                LockSupport.parkNanos(1_000); // the other may need this core
                naps++;
            }
        }
        return seen.get() >= number;
    }

    /** Wake-ups and events at the same time: neither hides the other. */
    @Test
    default void wakeupsDoNotHideEvents() throws IOException {
        BackendDriver.Pair pair = driver().connect();
        pair.server().endpoint().startReceive();
        for (int i = 1; i <= 50; i++) {
            pair.client().sendAll("x");
            backend().wakeup();
            pair.server().pollUntilReceived(i);
        }
        assertEquals(50, pair.server().receivedBytes());
        driver().close(pair.client(), pair.server());
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + thread, e);
        }
    }
}
