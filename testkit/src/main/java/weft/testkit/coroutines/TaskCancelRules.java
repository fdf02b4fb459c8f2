package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.currentTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.junit.jupiter.api.Test;

import weft.CancelledError;
import weft.Future;
import weft.Task;

import java.util.Objects;

/** Rules of how a {@link Task} is cancelled. */
interface TaskCancelRules extends CoroutineFixture {

    private static Task<?> current() {
        return Objects.requireNonNull(currentTask());
    }

    private static Future<String> pending() {
        return getRunningLoop().createFuture();
    }

    @Test
    default void taskCancelsWhatItAwaits() {
        run(
                () -> {
                    Future<String> future = pending();
                    Task<String> inner = createTask(future::await);
                    Task<String> outer = createTask(inner::await);
                    turns(2);
                    assertTrue(outer.cancel("msg"));
                    assertTrue(future.cancelled());
                    assertEquals("msg", assertCancelled(outer).getMessage());
                    assertTrue(inner.cancelled());
                    assertFalse(outer.cancel());
                });
    }

    @Test
    default void taskCancelledBeforeItStartsNeverRuns() {
        run(
                () -> {
                    boolean[] ran = {false};
                    Task<Boolean> task = createTask(() -> ran[0] = true);
                    task.cancel("early");
                    assertEquals("early", assertCancelled(task).getMessage());
                    assertFalse(ran[0]);
                });
    }

    @Test
    default void taskCancellingItselfEndsAtItsNextAwait() {
        run(
                () -> {
                    boolean[] passed = {false};
                    Task<Boolean> task =
                            createTask(
                                    () -> {
                                        current().cancel();
                                        sleep(NEVER);
                                        passed[0] = true;
                                        return true;
                                    });
                    assertCancelled(task);
                    assertFalse(passed[0]);
                    Task<Integer> atEnd =
                            createTask(
                                    () -> {
                                        current().cancel();
                                        return 12;
                                    });
                    assertCancelled(atEnd);
                });
    }

    @Test
    default void taskMayCatchItsCancellation() {
        run(
                () -> {
                    Future<String> second = pending();
                    Task<String> task =
                            createTask(
                                    () -> {
                                        try {
                                            return sleep(NEVER, "slept");
                                        } catch (CancelledError e) {
                                            return second.await();
                                        }
                                    });
                    turn();
                    task.cancel();
                    turn();
                    assertFalse(task.done());
                    second.setResult("went on");
                    assertEquals("went on", task.await());
                    assertFalse(task.cancelled());
                    assertEquals(1, task.cancelling());
                });
    }

    @Test
    default void taskCountsCancellations() {
        run(
                () -> {
                    Task<Void> task =
                            createTask(
                                    () -> {
                                        assertThrows(CancelledError.class, () -> sleep(NEVER));
                                        assertEquals(0, current().uncancel());
                                        sleep(NEVER);
                                    });
                    turn();
                    assertTrue(task.cancel());
                    assertEquals(1, task.cancelling());
                    turn();
                    assertEquals(0, task.cancelling());
                    assertFalse(task.toString().contains("cancelling"));
                    assertTrue(task.cancel());
                    assertCancelled(task);
                    assertEquals(0, task.uncancel());
                    assertTrue(task.cancelled());
                });
    }

    @Test
    default void taskUncancelledInTimeIsNotCancelled() {
        run(
                () -> {
                    Future<String> future = pending();
                    Task<Integer> task =
                            createTask(
                                    () -> {
                                        future.await();
                                        return 42;
                                    });
                    turn();
                    future.setResult("x"); // it is ready, and can no longer be cancelled there
                    task.cancel();
                    assertEquals(1, task.cancelling());
                    assertEquals(0, task.uncancel());
                    assertEquals(42, task.await());
                });
    }

    @Test
    default void taskThatIsReadyIsCancelledWhenItRuns() {
        run(
                () -> {
                    Future<String> future = pending();
                    Task<String> task = createTask(future::await);
                    turn();
                    future.setResult("x");
                    task.cancel("late");
                    assertEquals("late", assertCancelled(task).getMessage());
                    assertFalse(future.cancelled());
                });
    }
}
