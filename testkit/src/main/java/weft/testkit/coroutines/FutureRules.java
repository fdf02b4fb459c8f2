package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.ensureFuture;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.isCoroutine;
import static weft.Asyncio.isFuture;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.CancelledError;
import weft.Coroutine;
import weft.ExceptionContext;
import weft.Future;
import weft.InvalidStateError;
import weft.Task;
import weft.VoidCoroutine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Rules of {@link Future}. */
interface FutureRules extends CoroutineFixture {
    private static Future<String> pending() {
        return getRunningLoop().createFuture();
    }

    /** A callback that describes itself. */
    record Note(String name, List<String> called) implements Consumer<Future<?>> {
        @Override
        public void accept(Future<?> future) {
            called.add(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    default void futureStartsPending() {
        run(
                () -> {
                    Future<String> future = pending();
                    assertFalse(future.done());
                    assertFalse(future.cancelled());
                    assertSame(getRunningLoop(), future.getLoop());
                    assertThrows(InvalidStateError.class, future::result);
                    assertThrows(InvalidStateError.class, future::exception);
                });
    }

    @Test
    default void futureIsCancelledOnce() {
        run(
                () -> {
                    Future<String> future = pending();
                    assertTrue(future.cancel("why"));
                    assertTrue(future.cancelled());
                    assertTrue(future.done());
                    assertEquals(
                            "why", assertThrows(CancelledError.class, future::result).getMessage());
                    assertEquals(
                            "why",
                            assertThrows(CancelledError.class, future::exception).getMessage());
                    assertThrows(InvalidStateError.class, () -> future.setResult("x"));
                    assertThrows(
                            InvalidStateError.class, () -> future.setException(new IOException()));
                    assertFalse(future.cancel());
                    assertNull(assertCancelled(cancelledWithoutMessage()).getMessage());
                });
    }

    private static Future<String> cancelledWithoutMessage() {
        Future<String> future = pending();
        future.cancel();
        return future;
    }

    @Test
    default void futureHasAResult() {
        run(
                () -> {
                    Future<String> future = pending();
                    future.setResult("42");
                    assertTrue(future.done());
                    assertFalse(future.cancelled());
                    assertEquals("42", future.result());
                    assertNull(future.exception());
                    assertThrows(InvalidStateError.class, () -> future.setResult("x"));
                    assertThrows(
                            InvalidStateError.class, () -> future.setException(new IOException()));
                    assertFalse(future.cancel());
                    assertEquals("42", future.await());
                });
    }

    @Test
    default void futureResultMayBeNullOrAnException() {
        run(
                () -> {
                    Future<@Nullable Object> nothing = getRunningLoop().createFuture();
                    nothing.setResult(null);
                    assertTrue(nothing.done());
                    assertNull(nothing.await());
                    IOException value = new IOException();
                    Future<@Nullable Object> exception = getRunningLoop().createFuture();
                    exception.setResult(value);
                    assertSame(value, exception.await());
                    assertNull(exception.exception());
                });
    }

    @Test
    default void futureThrowsTheVeryException() {
        run(
                () -> {
                    for (Throwable problem :
                            List.of(new IOException(), new StackOverflowError(), new Throwable())) {
                        Future<String> future = pending();
                        future.setException(problem);
                        assertSame(problem, future.exception());
                        assertSame(problem, assertThrows(Throwable.class, future::result));
                        assertSame(problem, assertThrows(Throwable.class, future::await));
                        assertThrows(InvalidStateError.class, () -> future.setResult("x"));
                    }
                    assertThrows(NullPointerException.class, () -> setNullException(pending()));
                });
    }

    @SuppressWarnings("NullAway") // what a caller without null checks can do
    private static void setNullException(Future<?> future) {
        future.setException(null);
    }

    @Test
    default void futureThatIsDoneIsAwaitedWithoutSuspending() {
        run(
                () -> {
                    Future<String> future = pending();
                    future.setResult("x");
                    boolean[] others = {false};
                    getRunningLoop().callSoon(() -> others[0] = true);
                    assertEquals("x", future.await());
                    assertFalse(others[0]);
                });
    }

    @Test
    default void futureIsAwaitedByMany() {
        run(
                () -> {
                    Future<String> future = pending();
                    List<Integer> order = new ArrayList<>();
                    List<Task<Boolean>> tasks = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        int number = i;
                        tasks.add(
                                createTask(
                                        () -> {
                                            assertEquals("x", future.await());
                                            return order.add(number);
                                        }));
                    }
                    turn();
                    future.setResult("x");
                    turn();
                    assertEquals(List.of(0, 1, 2, 3, 4), order);
                    assertTrue(tasks.stream().allMatch(Task::done));
                });
    }

    @Test
    default void futureOfAnotherLoopCannotBeAwaited() {
        try (AbstractEventLoop other = newLoop()) {
            run(
                    () -> {
                        Future<String> future = other.createFuture();
                        IllegalStateException error =
                                assertThrows(IllegalStateException.class, future::await);
                        String message = String.valueOf(error.getMessage());
                        assertTrue(message.contains("of a different loop"), message);
                    });
        }
    }

    @Test
    default void futureCallsBackThroughCallSoon() {
        run(
                () -> {
                    Future<String> future = pending();
                    List<String> called = new ArrayList<>();
                    future.addDoneCallback(done -> called.add("1 " + (done == future)));
                    future.addDoneCallback(done -> called.add("2 " + done.done()));
                    future.setResult("x");
                    assertEquals(List.of(), called);
                    turn();
                    assertEquals(List.of("1 true", "2 true"), called);
                    future.addDoneCallback(done -> called.add("3"));
                    assertEquals(2, called.size());
                    turn();
                    assertEquals("3", called.get(2));
                });
    }

    @Test
    default void futureCallsBackOnExceptionAndCancel() {
        run(
                () -> {
                    List<String> called = new ArrayList<>();
                    Future<String> failed = pending();
                    failed.addDoneCallback(new Note("failed", called));
                    failed.setException(new IOException());
                    Future<String> cancelled = pending();
                    cancelled.addDoneCallback(new Note("cancelled", called));
                    cancelled.cancel();
                    turn();
                    assertEquals(List.of("failed", "cancelled"), called);
                    assertThrows(IOException.class, failed::result);
                });
    }

    @Test
    default void futureRemovesEveryOccurrenceOfACallback() {
        run(
                () -> {
                    List<String> called = new ArrayList<>();
                    Note first = new Note("first", called);
                    Note second = new Note("second", called);
                    Future<String> future = pending();
                    assertEquals(0, future.removeDoneCallback(first));
                    future.addDoneCallback(first);
                    future.addDoneCallback(second);
                    future.addDoneCallback(first);
                    assertEquals(2, future.removeDoneCallback(first));
                    assertEquals(0, future.removeDoneCallback(first));
                    future.setResult("x");
                    turn();
                    assertEquals(List.of("second"), called);
                    Future<String> single = pending();
                    single.addDoneCallback(first);
                    assertEquals(1, single.removeDoneCallback(first));
                    single.setResult("x");
                    turn();
                    assertEquals(List.of("second"), called);
                });
    }

    @Test
    default void futureCallbackAddedOrRemovedByACallback() {
        run(
                () -> {
                    List<String> called = new ArrayList<>();
                    Future<String> future = pending();
                    Note later = new Note("later", called);
                    Note removed = new Note("removed", called);
                    future.addDoneCallback(
                            done -> {
                                future.addDoneCallback(later);
                                // It is scheduled already, so that this is too late.
                                assertEquals(0, future.removeDoneCallback(removed));
                            });
                    future.addDoneCallback(removed);
                    future.setResult("x");
                    turns(3);
                    assertEquals(List.of("removed", "later"), called);
                });
    }

    @Test
    default void futureCallbackThatFailsIsReported() {
        ArithmeticException problem = new ArithmeticException();
        List<String> called = new ArrayList<>();
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            Future<String> future = pending();
                            future.addDoneCallback(
                                    done -> {
                                        throw problem;
                                    });
                            future.addDoneCallback(new Note("next", called));
                            future.setResult("x");
                            turn();
                        });
        assertEquals(1, reports.size());
        assertSame(problem, reports.get(0).exception());
        assertEquals(List.of("next"), called);
    }

    @Test
    default void futureOrCoroutineIsTold() {
        run(
                () -> {
                    Coroutine<Integer> coroutine = () -> 1;
                    VoidCoroutine nothing = () -> {};
                    Task<Integer> task = createTask(coroutine);
                    assertTrue(isFuture(pending()));
                    assertTrue(isFuture(task));
                    assertFalse(isFuture(coroutine));
                    assertFalse(isFuture(null));
                    assertTrue(isCoroutine(coroutine));
                    assertTrue(isCoroutine(nothing));
                    assertFalse(isCoroutine(task));
                    assertFalse(isCoroutine("coroutine"));
                    task.await();
                });
    }

    @Test
    default void ensureFutureReturnsFuturesAsTheyAre() {
        run(
                () -> {
                    Future<String> future = pending();
                    assertSame(future, ensureFuture(future));
                    assertSame(future, ensureFuture(future, getRunningLoop()));
                    Task<Integer> task = createTask(() -> 1);
                    assertSame(task, ensureFuture(task));
                    task.await();
                });
    }

    @Test
    default void ensureFutureStartsCoroutines() {
        run(
                () -> {
                    Coroutine<String> coroutine = () -> "ok";
                    Future<String> future = ensureFuture(coroutine);
                    assertTrue(future instanceof Task);
                    assertEquals("ok", future.await());
                    VoidCoroutine nothing = () -> turn();
                    Future<Void> done = ensureFuture(nothing, getRunningLoop());
                    assertNull(done.await());
                    assertNotSame(ensureFuture(coroutine), ensureFuture(coroutine));
                });
    }

    @Test
    default void ensureFutureRefusesAnotherLoop() {
        try (AbstractEventLoop other = newLoop()) {
            Future<String> future = other.createFuture();
            run(
                    () ->
                            assertThrows(
                                    IllegalArgumentException.class,
                                    () -> ensureFuture(future, getRunningLoop())));
        }
    }
}
