package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.currentTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.shield;
import static weft.Asyncio.sleep;
import static weft.Asyncio.waitFor;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.CancelledError;
import weft.Coroutine;
import weft.Future;
import weft.Task;
import weft.TimeoutError;

import java.time.Duration;
import java.util.List;

/** Rules of {@code waitFor}. */
interface WaitForRules extends CoroutineFixture {
    /** Runs for a time whatever happens, and notes that it got to the end. */
    private static Coroutine<Void> stubborn(Duration time, boolean[] exited) {
        return () -> {
            AbstractEventLoop loop = getRunningLoop();
            long deadline = loop.time() + time.toNanos();
            while (loop.time() < deadline) {
                try {
                    sleep(Duration.ofNanos(deadline - loop.time()));
                } catch (CancelledError ignored) {
                    // This is what makes it stubborn.
                }
            }
            exited[0] = true;
            return null;
        };
    }

    /** Waits until it is cancelled, and takes a moment to end. */
    private static Coroutine<String> slowToEnd(boolean[] ended) {
        return () -> {
            try {
                return sleep(NEVER, "done");
            } catch (CancelledError e) {
                sleep(SOON);
                throw e;
            } finally {
                ended[0] = true;
            }
        };
    }

    @Test
    default void waitForCancelledWaitsForWhatItCancels() {
        run(
                () -> {
                    boolean[] exited = {false};
                    Coroutine<Void> slow = stubborn(SOON, exited);
                    Task<Void> waiting = createTask(() -> waitFor(slow, LATER));
                    turn();
                    waiting.cancel();
                    waiting.await(); // what it ran swallowed the cancellation
                    assertTrue(exited[0]);
                });
    }

    @Test
    default void waitForTimedOutWaitsForWhatItCancels() {
        run(
                () -> {
                    boolean[] exited = {false};
                    waitFor(stubborn(SOON.multipliedBy(3), exited), SOON);
                    assertTrue(exited[0]);
                });
    }

    @Test
    default void waitForReturnsResultThatIsThereEvenWithoutTime() {
        run(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    future.setResult("done");
                    boolean[] others = {false};
                    getRunningLoop().callSoon(() -> others[0] = true);
                    assertEquals("done", waitFor(future, Duration.ZERO));
                    assertFalse(others[0]); // it did not even suspend
                });
    }

    @Test
    default void waitForThrowsFailureThatIsThereEvenWithoutTime() {
        run(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    future.setException(new ArithmeticException());
                    assertThrows(ArithmeticException.class, () -> waitFor(future, Duration.ZERO));
                });
    }

    @Test
    default void waitForWithoutTimeDoesNotStartTheWork() {
        run(
                () -> {
                    boolean[] started = {false};
                    Coroutine<Boolean> work = () -> started[0] = true;
                    for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
                        assertThrows(TimeoutError.class, () -> waitFor(work, none));
                        assertFalse(started[0]);
                    }
                });
    }

    @Test
    default void waitForWithoutTimeCancelsARunningTask() {
        run(
                () -> {
                    for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
                        boolean[] ended = {false};
                        Task<String> task = createTask(slowToEnd(ended));
                        turn();
                        TimeoutError error =
                                assertThrows(TimeoutError.class, () -> waitFor(task, none));
                        assertTrue(task.cancelled());
                        assertTrue(ended[0]);
                        assertInstanceOf(CancelledError.class, error.getCause());
                    }
                });
    }

    @Test
    default void waitForCancelsTaskThatTakesTooLong() {
        run(
                () -> {
                    boolean[] ended = {false};
                    Task<String> task = createTask(slowToEnd(ended));
                    TimeoutError error =
                            assertThrows(TimeoutError.class, () -> waitFor(task, SOON));
                    assertTrue(task.cancelled());
                    assertTrue(ended[0]);
                    assertInstanceOf(CancelledError.class, error.getCause());
                    Task<?> current = currentTask();
                    assertEquals(0, current == null ? -1 : current.cancelling());
                });
    }

    @Test
    default void waitForWithoutLimit() {
        run(
                () -> {
                    assertEquals("done", waitFor(() -> "done", null));
                    Task<String> task = createTask(() -> sleep(SOON, "slept"));
                    assertEquals("slept", waitFor(task, null));
                });
    }

    @Test
    default void waitForRunsCoroutineInTheCallingTask() {
        run(
                () -> {
                    @Nullable Task<?> outside = currentTask();
                    assertSame(outside, waitFor(() -> currentTask(), LATER));
                });
    }

    @Test
    default void waitForReturnsResultInTime() {
        run(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    getRunningLoop().callSoon(() -> future.setResult("ok"));
                    assertEquals("ok", waitFor(future, NEVER));
                });
    }

    @Test
    default void waitForReturnsResultOfWorkThatSwallowsTheCancellation() {
        run(
                () -> {
                    int result =
                            waitFor(
                                    () -> {
                                        assertThrows(CancelledError.class, () -> sleep(NEVER));
                                        return 42;
                                    },
                                    SOON);
                    assertEquals(42, result);
                    Task<Integer> task =
                            createTask(
                                    () -> {
                                        assertThrows(CancelledError.class, () -> sleep(NEVER));
                                        return 43;
                                    });
                    assertEquals(43, waitFor(task, SOON));
                });
    }

    @Test
    default void waitForThrowsWhatCleaningUpThrows() {
        run(
                () -> {
                    Task<Void> task =
                            createTask(
                                    () -> {
                                        try {
                                            sleep(NEVER);
                                        } catch (CancelledError e) {
                                            throw new ArithmeticException();
                                        }
                                    });
                    turn();
                    assertThrows(ArithmeticException.class, () -> waitFor(task, SOON));
                });
    }

    @Test
    default void waitForCancelledCancelsTheTask() {
        run(
                () -> {
                    for (Duration limit : new Duration[] {null, NEVER}) {
                        Future<Void> never = getRunningLoop().createFuture();
                        Task<Void> task = createTask(() -> never.await());
                        Task<Void> waiting = createTask(() -> waitFor(task, limit));
                        getRunningLoop().callSoon(waiting::cancel);
                        assertCancelled(waiting);
                        assertTrue(task.cancelled());
                    }
                });
    }

    @Test
    default void waitForCancelledAsTheWorkEndsIsStillCancelled() {
        run(
                () -> {
                    Task<String> inner = createTask(() -> "done");
                    boolean[] reachedEnd = {false};
                    Task<Void> waiting =
                            createTask(
                                    () -> {
                                        waitFor(inner, NEVER);
                                        sleep(NEVER);
                                        reachedEnd[0] = true;
                                    });
                    turn();
                    waiting.cancel();
                    assertCancelled(waiting);
                    assertEquals("done", inner.await());
                    assertFalse(reachedEnd[0]);
                });
    }

    @Test
    default void waitForShieldWithoutTime() {
        run(
                () -> {
                    Task<String> task = createTask(() -> sleep(SOON, "done"));
                    Future<String> shielded = shield(task);
                    assertThrows(TimeoutError.class, () -> waitFor(shielded, Duration.ZERO));
                    assertFalse(task.done());
                    assertTrue(shielded.cancelled());
                    assertEquals("done", task.await());
                });
    }

    @Test
    default void waitForShieldWithoutLimit() {
        run(
                () -> {
                    Task<String> task = createTask(() -> sleep(SOON, "done"));
                    assertEquals("done", waitFor(shield(task), null));
                    assertTrue(task.done());
                });
    }

    @Test
    default void waitForShieldLeavesTheTaskRunning() {
        run(
                () -> {
                    Task<String> task = createTask(() -> sleep(LATER, "done"));
                    assertThrows(TimeoutError.class, () -> waitFor(shield(task), SOON));
                    assertFalse(task.done());
                    assertEquals(0, task.cancelling());
                    assertEquals("done", task.await());
                });
    }

    @Test
    default void waitForNeedsACoroutine() {
        assertThrows(IllegalStateException.class, () -> waitFor(() -> 1, SOON));
    }
}
