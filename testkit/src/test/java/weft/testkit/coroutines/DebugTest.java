package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.ExceptionContext;
import weft.Future;
import weft.Task;
import weft.TaskOptions;
import weft.VoidCoroutine;
import weft.testkit.LeakCheck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What debug mode logs of what holds a loop up. */
@ExtendWith(LeakCheck.class)
class DebugTest {
    @RegisterExtension final CapturedLog logged = new CapturedLog();

    private static void run(VoidCoroutine main, boolean debug) {
        Asyncio.run(main.toCoroutine(), debug, SimulatedLoops::newLoop);
    }

    /** Holds the loop until a condition holds, as a computation does that never suspends. */
    private static void holdLoop(BooleanSupplier until) {
        while (!until.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static BooleanSupplier elapsed(Duration duration) {
        long start = System.nanoTime();
        return () -> System.nanoTime() - start >= duration.toNanos();
    }

    private static void makeEverythingSlow() {
        Asyncio.getRunningLoop().setSlowCallbackDuration(Duration.ZERO);
    }

    @Test
    void slowCallbackIsNamedWithItsOriginAndItsDuration() {
        run(
                () -> {
                    Asyncio.getRunningLoop()
                            .callSoon(() -> holdLoop(elapsed(Duration.ofMillis(120))));
                    CoroutineFixture.turns(2);
                },
                true);
        List<String> slow = logged.about("took 0.");
        assertEquals(1, slow.size(), logged::toString);
        assertTrue(
                slow.get(0)
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .matches(
                                "Executing <Handle DebugTest.lambda created at DebugTest.java:\\d+>"
                                        + " took 0\\.[1-9]\\d\\d seconds"),
                slow::toString);
        assertTrue(slow.get(0).contains("\tcreated at weft.testkit.coroutines.DebugTest."));
    }

    @Test
    void slowPieceOfACoroutineIsNamed() {
        run(
                () ->
                        Asyncio.createTask(
                                        () -> holdLoop(elapsed(Duration.ofMillis(120))),
                                        TaskOptions.named("computes"))
                                .await(),
                true);
        List<String> slow = logged.about("took 0.");
        assertEquals(1, slow.size(), logged::toString);
        assertTrue(
                slow.get(0).startsWith("Executing <Task finished name='computes' "),
                slow::toString);
    }

    @Test
    void nothingIsTimedWithoutDebugMode() {
        run(
                () -> {
                    makeEverythingSlow();
                    Asyncio.getRunningLoop()
                            .callSoon(() -> holdLoop(elapsed(Duration.ofMillis(5))));
                    CoroutineFixture.turns(2);
                },
                false);
        assertEquals(List.of(), logged.about(""));
    }

    @Test
    void callbackThatWaitsHoldsNothing() {
        run(
                () -> {
                    AbstractEventLoop loop = Asyncio.getRunningLoop();
                    var future = loop.createFuture();
                    loop.callSoon(
                            () -> {
                                sleepInTheJdk();
                                future.setResult(null);
                            });
                    future.await();
                },
                true);
        assertEquals(List.of(), logged.about(""));
    }

    private static void sleepInTheJdk() {
        try {
            Thread.sleep(150); // the blocking call under test
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void watchdogNamesTheFrameOfACallbackThatHoldsTheLoop() {
        run(
                () -> {
                    Asyncio.getRunningLoop()
                            .callSoon(
                                    () ->
                                            holdLoop(
                                                    () ->
                                                            !logged.about("has held the loop")
                                                                    .isEmpty()));
                    CoroutineFixture.turns(2);
                },
                true);
        String text = logged.about("has held the loop").get(0);
        assertTrue(text.startsWith("Executing <Handle DebugTest.lambda created at "), text);
        assertTrue(text.contains("\tat weft.testkit.coroutines.DebugTest.holdLoop("), text);
    }

    @Test
    void watchdogNamesTheFrameOfACoroutineThatHoldsTheLoop() {
        run(() -> holdLoop(() -> !logged.about("has held the loop").isEmpty()), true);
        String text = logged.about("has held the loop").get(0);
        assertTrue(text.startsWith("Executing <Task pending name='"), text);
        assertTrue(text.contains("\tat weft.testkit.coroutines.DebugTest.holdLoop("), text);
        assertEquals(
                1, logged.about("has held the loop").size(), "once for each time that it is held");
    }

    @Test
    void watchdogEndsWithTheRunAndWithDebugMode() {
        run(
                () -> {
                    CoroutineFixture.turn();
                    assertEquals(1, watchdogs());
                    Asyncio.getRunningLoop().setDebug(false);
                    while (watchdogs() > 0) {
                        CoroutineFixture.turn();
                    }
                },
                true);
        assertEquals(0, watchdogs());
        run(() -> assertEquals(0, watchdogs()), false);
    }

    private static long watchdogs() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("weft-watchdog"))
                .count();
    }

    @Test
    void failedCallbackIsReportedWithItsOrigin() {
        List<ExceptionContext> reports = new ArrayList<>();
        run(
                () -> {
                    AbstractEventLoop loop = Asyncio.getRunningLoop();
                    loop.setExceptionHandler((where, context) -> reports.add(context));
                    loop.callSoon(
                            () -> {
                                throw new ArithmeticException();
                            });
                    CoroutineFixture.turn();
                    loop.setDebug(false);
                    loop.callSoon(
                            () -> {
                                throw new ArithmeticException();
                            });
                    CoroutineFixture.turn();
                },
                true);
        assertEquals(2, reports.size());
        String origin = String.valueOf(reports.get(0).get("source_traceback"));
        assertTrue(origin.contains("DebugTest.java"), origin);
        assertFalse(reports.get(1).details().containsKey("source_traceback"));
        assertTrue(reports.get(1).message().contains("<Handle DebugTest.lambda>"));
    }

    @Test
    void futureIsNotSetFromAnotherThread() {
        run(
                () -> {
                    AbstractEventLoop loop = Asyncio.getRunningLoop();
                    Future<String> future = loop.createFuture();
                    Task<String> task = Asyncio.createTask(() -> future.await());
                    CoroutineFixture.turn();
                    assertWrongThread(Asyncio.toThread(() -> failureOf(future)));
                    assertFalse(future.done());
                    Future<String> other = loop.createFuture();
                    other.addDoneCallback(done -> {});
                    Task<String> both = Asyncio.createTask(() -> other.await());
                    CoroutineFixture.turn();
                    assertWrongThread(Asyncio.toThread(() -> failureOf(other)));
                    future.setResult("from the loop");
                    assertEquals("from the loop", task.await());
                    other.setResult("too");
                    assertEquals("too", both.await());
                },
                true);
    }

    private static String failureOf(Future<String> future) {
        try {
            future.setResult("from a thread");
            return "nothing was thrown";
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    private static void assertWrongThread(String message) {
        assertTrue(message.startsWith("non-thread-safe operation: "), message);
        assertTrue(message.contains("use callSoonThreadsafe()"), message);
    }
}
