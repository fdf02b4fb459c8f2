package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Future;
import weft.ReturnWhen;
import weft.Task;
import weft.WaitResult;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rules of {@code wait}. */
interface WaitRules extends CoroutineFixture {
    private static Task<Integer> sleeper(Duration delay, int result) {
        return createTask(() -> sleep(delay, result));
    }

    private static Task<Integer> failing(Duration delay) {
        return createTask(
                () -> {
                    sleep(delay);
                    throw new ArithmeticException();
                });
    }

    /** Ends a task that a test leaves pending. */
    private static void end(Task<?> task) {
        task.cancel();
        assertCancelled(task);
    }

    @Test
    default void waitForAll() {
        run(
                () -> {
                    Task<Integer> a = sleeper(SOON, 1);
                    Task<Integer> b = sleeper(SOON.multipliedBy(2), 2);
                    WaitResult<Task<Integer>> result = Asyncio.wait(List.of(b, a));
                    assertEquals(Set.of(a, b), result.done());
                    assertEquals(Set.of(), result.pending());
                    assertEquals(List.of(b, a), List.copyOf(result.done())); // as given
                    WaitResult<Task<Integer>> again = Asyncio.wait(List.of(b, a));
                    assertEquals(result, again);
                });
    }

    @Test
    default void waitTakesAFutureTwice() {
        run(
                () -> {
                    Task<Integer> a = sleeper(SOON, 1);
                    Task<Integer> b = sleeper(SOON, 2);
                    WaitResult<Task<Integer>> result = Asyncio.wait(List.of(a, a, b));
                    assertEquals(Set.of(a, b), result.done());
                });
    }

    @Test
    default void waitNeedsAFuture() {
        run(
                () ->
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> Asyncio.wait(List.<Task<Integer>>of())));
    }

    @Test
    default void waitNeedsACoroutine() {
        try (AbstractEventLoop loop = newLoop()) {
            assertThrows(
                    IllegalStateException.class,
                    () -> Asyncio.wait(List.of(loop.<Integer>createFuture())));
        }
    }

    @Test
    default void waitRefusesFutureOfAnotherLoop() {
        try (AbstractEventLoop other = newLoop()) {
            run(
                    () ->
                            assertThrows(
                                    IllegalArgumentException.class,
                                    () -> Asyncio.wait(List.of(other.<Integer>createFuture()))));
        }
    }

    @Test
    default void waitForFirstCompleted() {
        run(
                () -> {
                    Task<Integer> slow = sleeper(NEVER, 1);
                    Task<Integer> quick = sleeper(SOON, 2);
                    WaitResult<Task<Integer>> result =
                            Asyncio.wait(List.of(slow, quick), ReturnWhen.FIRST_COMPLETED);
                    assertEquals(Set.of(quick), result.done());
                    assertEquals(Set.of(slow), result.pending());
                    assertEquals(2, quick.result());
                    assertFalse(slow.done());
                    end(slow);
                });
    }

    @Test
    default void waitForFirstCompletedReportsAllThatAreDone() {
        run(
                () -> {
                    // The second becomes done while the callback of the first is on its way.
                    Task<Void> a = createTask(() -> turn());
                    Task<Void> b = createTask(() -> turns(2));
                    WaitResult<Task<Void>> result =
                            Asyncio.wait(List.of(b, a), ReturnWhen.FIRST_COMPLETED);
                    assertEquals(Set.of(a, b), result.done());
                    assertEquals(Set.of(), result.pending());
                });
    }

    @Test
    default void waitForFirstException() {
        run(
                () -> {
                    Task<Integer> slow = sleeper(NEVER, 1);
                    Task<Integer> failed = failing(SOON);
                    Task<Integer> good = sleeper(Duration.ZERO, 2);
                    WaitResult<Task<Integer>> result =
                            Asyncio.wait(List.of(slow, failed, good), ReturnWhen.FIRST_EXCEPTION);
                    assertEquals(Set.of(failed, good), result.done());
                    assertEquals(Set.of(slow), result.pending());
                    assertThrows(ArithmeticException.class, failed::result);
                    end(slow);
                });
    }

    @Test
    default void waitForFirstExceptionThatIsThereAlready() {
        run(
                () -> {
                    Task<Integer> slow = sleeper(NEVER, 1);
                    Task<Integer> failed = failing(Duration.ZERO);
                    turns(2);
                    assertTrue(failed.done());
                    WaitResult<Task<Integer>> result =
                            Asyncio.wait(List.of(slow, failed), ReturnWhen.FIRST_EXCEPTION);
                    assertEquals(Set.of(failed), result.done());
                    assertThrows(ArithmeticException.class, failed::result);
                    end(slow);
                });
    }

    @Test
    default void waitForFirstExceptionIgnoresCancellation() {
        run(
                () -> {
                    Task<Integer> cancelled = sleeper(NEVER, 1);
                    Task<Integer> good = sleeper(SOON, 2);
                    turn();
                    cancelled.cancel();
                    WaitResult<Task<Integer>> result =
                            Asyncio.wait(List.of(cancelled, good), ReturnWhen.FIRST_EXCEPTION);
                    assertEquals(Set.of(cancelled, good), result.done());
                });
    }

    @Test
    default void waitThrowsNoExceptionOfItsFutures() {
        run(
                () -> {
                    Task<Integer> good = sleeper(SOON, 1);
                    Task<Integer> failed = failing(SOON);
                    for (int i = 0; i < 2; i++) {
                        WaitResult<Task<Integer>> result = Asyncio.wait(List.of(failed, good));
                        assertEquals(2, result.done().size());
                        assertEquals(0, result.pending().size());
                    }
                    assertThrows(ArithmeticException.class, failed::result);
                });
    }

    @Test
    default void waitReturnsWhenTheTimeIsUp() {
        run(
                () -> {
                    Task<Integer> quick = sleeper(SOON, 1);
                    Task<Integer> slow = sleeper(NEVER, 2);
                    WaitResult<Task<Integer>> result = Asyncio.wait(List.of(slow, quick), LATER);
                    assertEquals(Set.of(quick), result.done());
                    assertEquals(Set.of(slow), result.pending());
                    assertFalse(slow.done());
                    assertEquals(0, slow.cancelling());
                    end(slow);
                });
    }

    @Test
    default void waitWithTimeoutReturnsEarly() {
        run(
                () -> {
                    Task<Integer> quick = sleeper(SOON, 1);
                    Task<Integer> slow = sleeper(NEVER, 2);
                    WaitResult<Task<Integer>> result =
                            Asyncio.wait(List.of(slow, quick), NEVER, ReturnWhen.FIRST_COMPLETED);
                    assertEquals(Set.of(quick), result.done());
                    end(slow);
                });
    }

    @Test
    default void waitWithZeroTimeoutOnlyLooks() {
        run(
                () -> {
                    Task<Integer> slow = sleeper(NEVER, 2);
                    WaitResult<Task<Integer>> result = Asyncio.wait(List.of(slow), Duration.ZERO);
                    assertEquals(Set.of(slow), result.pending());
                    end(slow);
                });
    }

    @Test
    default void waitCancelledLeavesFuturesAlone() {
        run(
                () -> {
                    Future<Integer> future = getRunningLoop().createFuture();
                    Task<Void> waiting =
                            createTask(
                                    () -> {
                                        Asyncio.wait(List.of(future));
                                    });
                    turn();
                    waiting.cancel();
                    assertCancelled(waiting);
                    assertFalse(future.done());
                    assertEquals("<Future pending>", future.toString()); // no callback is left
                    future.setResult(1);
                    assertSame(1, future.await());
                });
    }

    @Test
    default void waitForManyAtOnce() {
        run(
                () -> {
                    List<Future<Integer>> futures = new ArrayList<>();
                    for (int i = 0; i < 1000; i++) {
                        futures.add(getRunningLoop().createFuture());
                    }
                    getRunningLoop().callSoon(() -> futures.forEach(each -> each.setResult(1)));
                    assertEquals(1000, Asyncio.wait(futures).done().size());
                });
    }
}
