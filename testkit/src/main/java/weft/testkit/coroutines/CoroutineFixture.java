package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.CancelledError;
import weft.ExceptionContext;
import weft.Future;
import weft.Runner;
import weft.VoidCoroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the rules have in common: a loop for each test, and words for what they do on it. */
interface CoroutineFixture {
    /** A time that comes soon. */
    Duration SOON = Duration.ofMillis(5);

    /** A time that comes after all that comes soon, also on a busy machine. */
    Duration LATER = Duration.ofMillis(200);

    /** A time that no test waits for. */
    Duration NEVER = Duration.ofDays(1);

    /** Creates a loop that the test closes. */
    AbstractEventLoop newLoop();

    /** Runs a test's coroutine on a new loop; nothing may be reported to its exception handler. */
    default void run(VoidCoroutine main) {
        assertEquals(List.of(), runReporting(main));
    }

    /** Runs a test's coroutine on a new loop, and returns what its exception handler was told. */
    default List<ExceptionContext> runReporting(VoidCoroutine main) {
        List<ExceptionContext> reports = new ArrayList<>();
        try (Runner runner = new Runner(null, this::newLoop)) {
            runner.getLoop().setExceptionHandler((loop, context) -> reports.add(context));
            runner.run(main.toCoroutine());
        }
        return reports;
    }

    /** Gives everything that is ready now one turn. */
    static void turn() {
        Asyncio.sleep(Duration.ZERO);
    }

    /** Gives everything that is ready, and what that makes ready, so many turns. */
    static void turns(int count) {
        for (int i = 0; i < count; i++) {
            turn();
        }
    }

    /** Waits for a future that has to end by cancellation. */
    static CancelledError assertCancelled(Future<?> future) {
        return assertThrows(CancelledError.class, future::await);
    }
}
