package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import weft.Context;
import weft.ContextVar;
import weft.ExceptionContext;
import weft.Handle;
import weft.TimerHandle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Rules of callbacks, timers and of what fails in them. */
interface SchedulingRules extends LoopFixture {
    /** The clock may be this coarse: a timer may fire so much early, never more. */
    long RESOLUTION_NANOS = 1_000_000;

    /**
     * Callbacks run in the order of scheduling; what they schedule waits for the next iteration.
     */
    @Test
    default void batchIsWhatWasReady() {
        List<String> log = new ArrayList<>();
        loop().callSoon(
                        () -> {
                            log.add("a");
                            loop().callSoon(() -> log.add("c"));
                        });
        loop().callSoon(() -> log.add("b"));
        iterate(1);
        assertEquals(List.of("a", "b"), log);
        iterate(1);
        assertEquals(List.of("a", "b", "c"), log);
    }

    /** Expired timers are queued behind what is ready already. */
    @Test
    default void expiredTimersGoBehindReadyCallbacks() {
        List<String> log = new ArrayList<>();
        long now = loop().time();
        loop().callAt(now, () -> log.add("timer"));
        loop().callAt(now - 1, () -> log.add("earlier timer"));
        loop().callSoon(() -> log.add("ready"));
        loop().callLater(Duration.ofSeconds(-1), () -> log.add("earliest timer"));
        iterate(1);
        assertEquals(List.of("ready", "earliest timer", "earlier timer", "timer"), log);
    }

    /** Timers of one time run in the order of scheduling. */
    @Test
    default void timersOfOneTimeKeepTheirOrder() {
        List<Integer> log = new ArrayList<>();
        long when = loop().time() + 2_000_000;
        for (int i = 0; i < 100; i++) {
            int number = i;
            loop().callAt(when, () -> log.add(number));
        }
        loop().callAt(when - 1, () -> log.add(-1));
        loop().callAt(when + 1, loop()::stop);
        loop().runForever();
        assertEquals(101, log.size());
        assertEquals(-1, log.get(0));
        assertEquals(log.stream().sorted().toList(), log);
    }

    /** A timer fires when it is due, and not before. */
    @Test
    default void timersKeepTheirTime() {
        for (long delay : new long[] {1_000, 700_000, 5_000_000, 20_000_000}) {
            long start = loop().time();
            long[] fired = new long[1];
            TimerHandle handle =
                    loop().callLater(
                                    Duration.ofNanos(delay),
                                    () -> {
                                        fired[0] = loop().time();
                                        loop().stop();
                                    });
            assertTrue(handle.when() >= start + delay);
            loop().runForever();
            long early = handle.when() - fired[0];
            assertTrue(early <= RESOLUTION_NANOS, () -> delay + " ns were early by " + early);
        }
    }

    /** A delay beyond all clocks is a long time, not an overflow. */
    @Test
    default void enormousDelaysDoNotOverflow() {
        List<String> log = new ArrayList<>();
        TimerHandle handle =
                loop().callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> log.add("now"));
        loop().callLater(Duration.ofDays(300 * 365), () -> log.add("now"));
        loop().callLater(Duration.ofMillis(1), loop()::stop);
        loop().runForever();
        assertEquals(List.of(), log);
        assertTrue(handle.when() - loop().time() > 0);
    }

    /** A handle says what it will call, and when; a cancelled one refers to nothing. */
    @Test
    default void handlesDescribeThemselves() {
        Handle handle = loop().callSoon(() -> {});
        assertEquals("<Handle SchedulingRules.lambda>", handle.toString());
        handle.cancel();
        assertEquals("<Handle cancelled>", handle.toString());
        TimerHandle timer = loop().callAt(loop().time() + 1_000_000_000L, () -> {});
        String when = "when=" + timer.when();
        assertEquals("<TimerHandle " + when + " SchedulingRules.lambda>", timer.toString());
        timer.cancel();
        assertEquals("<TimerHandle cancelled " + when + ">", timer.toString());
    }

    /** A callback, its context or its delay cannot be missing: that shows at once. */
    @Test
    default void whatIsScheduledHasACallbackAndAContext() {
        Runnable nothing = () -> {};
        Context context = new Context();
        for (Executable wrong :
                List.<Executable>of(
                        () -> loop().callSoon(null),
                        () -> loop().callSoon(nothing, null),
                        () -> loop().callSoonThreadsafe(null, context),
                        () -> loop().callSoonThreadsafe(nothing, null),
                        () -> loop().callLater(null, nothing),
                        () -> loop().callAt(0, null),
                        () -> loop().callAt(0, nothing, null))) {
            assertThrows(NullPointerException.class, wrong);
        }
        iterate(1);
    }

    /** A cancelled handle does not run, also if it is due in this very batch. */
    @Test
    default void cancelledHandlesDoNotRun() {
        List<String> log = new ArrayList<>();
        Handle[] later = new Handle[2];
        loop().callSoon(
                        () -> {
                            later[0].cancel();
                            later[1].cancel();
                        });
        later[0] = loop().callSoon(() -> log.add("callback"));
        later[1] = loop().callLater(Duration.ZERO, () -> log.add("timer"));
        assertFalse(later[0].cancelled());
        iterate(2);
        assertEquals(List.of(), log);
        assertTrue(later[0].cancelled() && later[1].cancelled());
        later[0].cancel();
    }

    /** Cancelled timers in great number go away, and the others keep their order. */
    @Test
    default void manyCancelledTimersAreForgotten() {
        List<Integer> log = new ArrayList<>();
        long start = loop().time();
        for (int i = 0; i < 20_000; i++) {
            int number = i;
            TimerHandle handle = loop().callAt(start + i % 1_000, () -> log.add(number));
            if (i % 100 != 0) {
                handle.cancel();
            }
        }
        loop().callLater(Duration.ofMillis(1), loop()::stop);
        loop().runForever();
        assertEquals(200, log.size());
        List<Integer> expected = new ArrayList<>(log);
        expected.sort(
                java.util.Comparator.<Integer>comparingInt(number -> number % 1_000)
                        .thenComparingInt(number -> number));
        assertEquals(expected, log);
    }

    /** A callback runs in a copy of the context it was scheduled in, or in the one given. */
    @Test
    default void callbacksRunInTheirContext() throws Exception {
        ContextVar<String> variable = new ContextVar<>("variable", "default");
        List<String> log = new ArrayList<>();
        Context given = new Context();
        given.run(() -> variable.set("given"));
        Context.copyContext()
                .run(
                        () -> {
                            variable.set("scheduled");
                            loop().callSoon(() -> log.add(variable.get()));
                            loop().callLater(Duration.ZERO, () -> log.add(variable.get()));
                            variable.set("too late");
                            return null;
                        });
        Handle handle = loop().callSoon(() -> log.add(variable.get()), given);
        loop().callSoon(() -> log.add(variable.get()));
        assertSame(given, handle.getContext());
        iterate(2);
        assertEquals(List.of("scheduled", "given", "default", "scheduled"), log);
    }

    /** What a callback throws is reported with its handle, and the loop goes on. */
    @Test
    default void failureIsReportedAndTheLoopGoesOn() {
        List<String> log = new ArrayList<>();
        RuntimeException failure = new RuntimeException("thrown by the callback");
        loop().callSoon(
                        () -> {
                            throw failure;
                        });
        loop().callSoon(() -> log.add("next"));
        iterate(1);
        assertEquals(List.of("next"), log);
        ExceptionContext report = takeOnlyReport();
        assertSame(failure, report.exception());
        assertNotNull(report.get("handle"));
        assertFalse(report.message().isEmpty());
    }

    /** A stack overflow in a callback is a failure like any other. */
    @Test
    default void stackOverflowIsReported() {
        List<String> log = new ArrayList<>();
        loop().callSoon(() -> recurse(0));
        loop().callSoon(() -> log.add("next"));
        iterate(1);
        assertEquals(List.of("next"), log);
        assertInstanceOf(StackOverflowError.class, takeOnlyReport().exception());
    }

    private static int recurse(int depth) {
        return depth < 0 ? depth : recurse(depth + 1) + 1;
    }

    /** An OutOfMemoryError or an InternalError stops the loop and is thrown to who runs it. */
    @Test
    default void troubleOfTheJvmStopsTheLoop() {
        for (Error trouble : List.of(new OutOfMemoryError("test"), new InternalError("test"))) {
            List<String> log = new ArrayList<>();
            loop().callSoon(
                            () -> {
                                throw trouble;
                            });
            assertSame(trouble, assertThrows(Error.class, () -> loop().runForever()));
            assertFalse(loop().isRunning());
            loop().callSoon(() -> log.add("goes on"));
            iterate(1);
            assertEquals(List.of("goes on"), log);
        }
    }

    /** An exception handler that fails does not end the loop. */
    @Test
    default void failingHandlerDoesNotEndTheLoop() {
        List<String> log = new ArrayList<>();
        loop().setExceptionHandler(
                        (where, context) -> {
                            log.add("handler");
                            throw new IllegalArgumentException("thrown by the handler");
                        });
        loop().callSoon(
                        () -> {
                            throw new RuntimeException("expected: logged beside the handler's");
                        });
        loop().callSoon(() -> log.add("next"));
        iterate(2);
        assertEquals(List.of("handler", "next"), log);
    }

    /** Callbacks from other threads wake the loop and keep each thread's order. */
    @Test
    default void threadsafeCallbacksArrive() {
        flood(4, 2_500);
    }

    /** The same with a million callbacks. */
    @Test
    @Tag("slow")
    default void millionThreadsafeCallbacksArrive() {
        flood(4, 250_000);
    }

    private void flood(int threads, int perThread) {
        int[] last = new int[threads];
        AtomicInteger disorder = new AtomicInteger();
        int[] seen = new int[1];
        List<Thread> senders = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int sender = t;
            senders.add(
                    Thread.ofPlatform()
                            .name("sender " + t)
                            .start(
                                    () -> {
                                        for (int i = 1; i <= perThread; i++) {
                                            int number = i;
                                            loop().callSoonThreadsafe(
                                                            () -> {
                                                                if (++last[sender] != number) {
                                                                    disorder.incrementAndGet();
                                                                }
                                                                if (++seen[0]
                                                                        == threads * perThread) {
                                                                    loop().stop();
                                                                }
                                                            });
                                        }
                                    }));
        }
        loop().runForever();
        senders.forEach(LoopFixture::join);
        assertEquals(0, disorder.get(), "callbacks out of order");
        assertEquals(threads * perThread, seen[0]);
    }

    /** A sleeping loop is woken every single time. */
    @Test
    default void sleepingLoopIsAlwaysWoken() {
        AtomicInteger rounds = new AtomicInteger();
        Thread other =
                Thread.ofPlatform()
                        .name("waker")
                        .start(
                                () -> {
                                    for (int i = 1; i <= 1_000; i++) {
                                        loop().callSoonThreadsafe(rounds::incrementAndGet);
                                        while (rounds.get() < i) {
                                            Thread.onSpinWait();
                                        }
                                    }
                                    loop().callSoonThreadsafe(loop()::stop);
                                });
        loop().runForever();
        LoopFixture.join(other);
        assertEquals(1_000, rounds.get());
    }
}
