package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Coroutine;
import weft.ExceptionContext;
import weft.VoidCoroutine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** What the rules of {@link LoopContract} and {@link CoroutineContract} have in common. */
interface LoopFixture {
    /**
     * One step of {@link #waitUntil}, and how many there may be: ten seconds of the loop's time.
     */
    Duration STEP = Duration.ofMillis(1);

    int MOST_STEPS = 10_000;

    /** Returns the loop under test: open, never run before, closed after the test. */
    AbstractEventLoop loop();

    /** Makes another loop of the same kind, for the test to close. */
    AbstractEventLoop openLoop();

    /** Returns what the loop under test reported so far, and forgets it. */
    List<ExceptionContext> takeReports();

    /** Runs a coroutine on the loop under test, to its end. */
    default void run(VoidCoroutine main) {
        loop().runUntilComplete(main.toCoroutine());
    }

    /** Runs a coroutine with a result on the loop under test, to its end. */
    default <T> T runForResult(Coroutine<T> main) {
        return loop().runUntilComplete(main);
    }

    /** Runs so many iterations. */
    default void iterate(int count) {
        for (int i = 0; i < count; i++) {
            loop().stop();
            loop().runForever();
        }
    }

    /** Waits, in a coroutine, until a condition holds. */
    default void waitUntil(String what, BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            if (i == MOST_STEPS) {
                throw new AssertionError(what + " did not happen");
            }
            Asyncio.sleep(STEP);
        }
    }

    /** Returns the only report there is, and forgets it. */
    default ExceptionContext takeOnlyReport() {
        List<ExceptionContext> reports = takeReports();
        assertEquals(1, reports.size(), () -> "reports: " + reports);
        return reports.get(0);
    }

    /** Runs something in a thread of its own and returns what it threw, or null. */
    static Throwable failureIn(Thread.Builder builder, Runnable action) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread =
                builder.start(
                        () -> {
                            try {
                                action.run();
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        });
        join(thread);
        return failure.get();
    }

    /** Waits for a thread to end. */
    static void join(Thread thread) {
        try {
            if (!thread.join(Duration.ofSeconds(30))) {
                throw new AssertionError(thread + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + thread, e);
        }
    }

    /** Checks that a message says something. */
    static void assertSays(String part, Throwable failure) {
        BackendFixture.assertNames(part, failure);
    }
}
