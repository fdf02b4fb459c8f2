package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.shield;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.junit.jupiter.api.Test;

import weft.ExceptionContext;
import weft.Future;
import weft.Task;

import java.util.ArrayList;
import java.util.List;

/** Rules of {@code shield}. */
interface ShieldRules extends CoroutineFixture {
    @Test
    default void shieldPassesResultOn() {
        run(
                () -> {
                    Future<Integer> inner = getRunningLoop().createFuture();
                    Future<Integer> outer = shield(inner);
                    inner.setResult(42);
                    assertEquals(42, outer.await());
                });
    }

    @Test
    default void shieldPassesExceptionOn() {
        run(
                () -> {
                    Future<Integer> inner = getRunningLoop().createFuture();
                    Future<Integer> outer = shield(inner);
                    turn();
                    ArithmeticException problem = new ArithmeticException();
                    inner.setException(problem);
                    turn();
                    assertSame(problem, outer.exception());
                });
    }

    @Test
    default void shieldIsCancelledWithInner() {
        run(
                () -> {
                    Future<Integer> inner = getRunningLoop().createFuture();
                    Future<Integer> outer = shield(inner);
                    turn();
                    inner.cancel();
                    turn();
                    assertTrue(outer.cancelled());
                });
    }

    @Test
    default void shieldCancelledLeavesInnerAlone() {
        run(
                () -> {
                    Future<Integer> inner = getRunningLoop().createFuture();
                    Future<Integer> outer = shield(inner);
                    turn();
                    outer.cancel();
                    turn();
                    assertTrue(outer.cancelled());
                    assertEquals("<Future cancelled>", outer.toString());
                    assertFalse(inner.done());
                    inner.setResult(1);
                    turn();
                });
    }

    @Test
    default void shieldOfDoneFutureIsTheFuture() {
        run(
                () -> {
                    Future<Integer> inner = getRunningLoop().createFuture();
                    inner.setResult(42);
                    assertSame(inner, shield(inner));
                });
    }

    @Test
    default void shieldKeepsCancellationOfTheCallerFromTheWork() {
        run(
                () -> {
                    Future<Void> go = getRunningLoop().createFuture();
                    List<String> done = new ArrayList<>();
                    Task<Void> outer =
                            createTask(
                                    () -> {
                                        shield(
                                                        () -> {
                                                            go.await();
                                                            done.add("inner");
                                                        })
                                                .await();
                                        done.add("outer");
                                    });
                    turns(2);
                    outer.cancel();
                    assertCancelled(outer);
                    go.setResult(null);
                    turns(2);
                    assertEquals(List.of("inner"), done);
                });
    }

    @Test
    default void shieldStartsACoroutine() {
        run(
                () -> {
                    Future<Integer> outer = shield(() -> sleep(SOON, 42));
                    assertSame(getRunningLoop(), outer.getLoop());
                    assertEquals(42, outer.await());
                });
    }

    @Test
    default void shieldReportsInnerFailureNobodyWillSee() {
        ArithmeticException problem = new ArithmeticException();
        Object[] inner = {""};
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            Future<Integer> future = getRunningLoop().createFuture();
                            inner[0] = future;
                            Future<Integer> outer = shield(future);
                            outer.cancel();
                            turn();
                            future.setException(problem);
                            turn();
                        });
        assertEquals(1, reports.size());
        assertEquals("ArithmeticException exception in shielded future", reports.get(0).message());
        assertSame(problem, reports.get(0).exception());
        assertSame(inner[0], reports.get(0).get("future"));
    }

    @Test
    default void shieldReportsNothingElseThatHappensUnseen() {
        run(
                () -> {
                    Future<Integer> cancelled = getRunningLoop().createFuture();
                    Future<Integer> finished = getRunningLoop().createFuture();
                    shield(cancelled).cancel();
                    shield(finished).cancel();
                    turn();
                    cancelled.cancel();
                    finished.setResult(1);
                    turn();
                });
    }

    @Test
    default void shieldReportsFailureOnceForTwoShields() {
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            Future<Integer> future = getRunningLoop().createFuture();
                            Future<Integer> given = shield(future);
                            Future<Integer> kept = shield(future);
                            given.cancel();
                            turn();
                            future.setException(new ArithmeticException());
                            turn();
                            assertThrows(ArithmeticException.class, kept::await);
                        });
        assertEquals(1, reports.size()); // as asyncio: it cannot know of the other one
    }
}
