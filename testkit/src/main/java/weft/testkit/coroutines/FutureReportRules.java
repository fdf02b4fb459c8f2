package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Event;
import weft.ExceptionContext;
import weft.ExceptionHandler;
import weft.Future;
import weft.TaskOptions;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Rules of how a {@link Future} describes itself, and of the exceptions nobody looks at. */
interface FutureReportRules extends CoroutineFixture {
    private static Future<String> pending() {
        return getRunningLoop().createFuture();
    }

    @Test
    default void futureDescribesItself() {
        run(
                () -> {
                    Future<String> future = pending();
                    assertEquals("<Future pending>", future.toString());
                    List<String> called = new ArrayList<>();
                    for (String name : List.of("a", "b", "c", "d")) {
                        future.addDoneCallback(new FutureRules.Note(name, called));
                    }
                    assertEquals("<Future pending cb=[a, <2 more>, d]>", future.toString());
                    future.setResult("x");
                    assertEquals("<Future finished result='x'>", future.toString());
                    Future<String> two = pending();
                    two.addDoneCallback(new FutureRules.Note("a", called));
                    assertEquals("<Future pending cb=[a]>", two.toString());
                    two.addDoneCallback(new FutureRules.Note("b", called));
                    assertEquals("<Future pending cb=[a, b]>", two.toString());
                    two.cancel();
                    assertEquals("<Future cancelled>", two.toString());
                    Future<String> failed = pending();
                    failed.setException(new ArithmeticException("no"));
                    assertEquals(
                            "<Future finished exception=java.lang.ArithmeticException: no>",
                            failed.toString());
                    assertThrows(ArithmeticException.class, failed::result);
                    turn();
                });
    }

    @Test
    default void futureDescribesLambdasByWhereTheyStand() {
        run(
                () -> {
                    Future<String> future = pending();
                    future.addDoneCallback(done -> {});
                    assertEquals(
                            "<Future pending cb=[FutureReportRules.lambda]>", future.toString());
                });
    }

    @Test
    default void futureShortensLongResults() {
        run(
                () -> {
                    Future<String> future = pending();
                    future.setResult("x".repeat(1000));
                    assertTrue(future.toString().length() < 100, future::toString);
                });
    }

    @Test
    default void futureThatIsItsOwnResultIsDescribed() {
        run(
                () -> {
                    Future<@Nullable Object> future = getRunningLoop().createFuture();
                    future.setResult(future);
                    assertEquals("<Future finished result=...>", future.toString());
                });
    }

    @Test
    default void futureTellsWhereItWasCreatedInDebugMode() {
        run(
                () -> {
                    getRunningLoop().setDebug(true);
                    Future<String> future = pending();
                    assertTrue(
                            future.toString()
                                    .matches(
                                            "<Future pending created at"
                                                    + " FutureReportRules.java:\\d+>"),
                            future::toString);
                    getRunningLoop().setDebug(false);
                    assertEquals("<Future pending>", pending().toString());
                });
    }

    /** Makes a future that fails, and lets go of it. */
    private static WeakReference<Future<String>> abandon(boolean retrieved) {
        Future<String> future = pending();
        future.setException(new ArithmeticException("nobody looks"));
        if (retrieved) {
            assertThrows(ArithmeticException.class, future::result);
        }
        return new WeakReference<>(future);
    }

    /** Runs until a future that nobody refers to is collected. */
    private static void awaitCollection(WeakReference<?> reference) {
        while (reference.get() != null) {
            System.gc();
            turn();
        }
    }

    /** Lets go of a failed future, and returns what is reported until the first report. */
    private List<ExceptionContext> reportsOfAbandoned(boolean debug, boolean afterRetrieved) {
        return runReporting(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    loop.setDebug(debug);
                    Event reported = new Event();
                    ExceptionHandler handler = Objects.requireNonNull(loop.getExceptionHandler());
                    loop.setExceptionHandler(
                            (where, context) -> {
                                handler.handle(where, context);
                                reported.set();
                            });
                    if (afterRetrieved) {
                        awaitCollection(abandon(true));
                    }
                    awaitCollection(abandon(false));
                    reported.await();
                });
    }

    @Test
    default void futureReportsExceptionNobodyRetrieved() {
        List<ExceptionContext> reports = reportsOfAbandoned(false, false);
        assertEquals(1, reports.size());
        assertEquals("Future exception was never retrieved", reports.get(0).message());
        assertEquals("nobody looks", String.valueOf(reports.get(0).exception().getMessage()));
        assertNull(reports.get(0).get("source_traceback"));
    }

    @Test
    default void futureReportsWhereItWasCreatedInDebugMode() {
        List<ExceptionContext> reports = reportsOfAbandoned(true, false);
        assertEquals(1, reports.size());
        String trace = String.valueOf(reports.get(0).get("source_traceback"));
        assertTrue(trace.contains("FutureReportRules.java"), trace);
    }

    @Test
    default void taskReportsAtCloseExceptionNobodyRetrieved() {
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            for (String name : List.of("first", "second", "third")) {
                                createTask(() -> fail(name), TaskOptions.named(name));
                            }
                            turn();
                        });
        assertEquals(3, reports.size(), () -> "" + reports);
        for (int i = 0; i < 3; i++) {
            ExceptionContext report = reports.get(i);
            String name = List.of("first", "second", "third").get(i);
            assertEquals("Task exception was never retrieved", report.message());
            assertEquals(name, String.valueOf(report.exception().getMessage()));
            String task = String.valueOf(report.get("future"));
            assertTrue(task.startsWith("<Task finished name='" + name + "' coro=<"), task);
        }
    }

    private static void fail(String message) {
        throw new ArithmeticException(message);
    }

    @Test
    default void futureHeldByItsUserIsReportedAtCloseOnce() {
        List<Future<String>> held = new ArrayList<>();
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            Future<String> looked = pending();
                            looked.setException(new ArithmeticException("seen"));
                            assertEquals("seen", looked.exception().getMessage());
                            Future<String> future = pending();
                            future.setException(new ArithmeticException("not seen"));
                            held.add(looked);
                            held.add(future);
                        });
        assertEquals(1, reports.size(), () -> "" + reports);
        assertEquals("Future exception was never retrieved", reports.getFirst().message());
        assertEquals(
                "<Future finished exception=java.lang.ArithmeticException: not seen>",
                reports.getFirst().get("future"));
        assertThrows(ArithmeticException.class, held.getLast()::result);
    }

    @Test
    default void futureDoesNotReportExceptionThatWasRetrieved() {
        // The one report is that of a second future, collected later, whose exception was not.
        assertEquals(1, reportsOfAbandoned(false, true).size());
    }
}
