package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.currentTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.Asyncio.timeout;
import static weft.Asyncio.timeoutAt;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.CancelledError;
import weft.ExceptionGroup;
import weft.Task;
import weft.TaskGroup;
import weft.Timeout;
import weft.TimeoutError;
import weft.VoidCoroutine;

import java.time.Duration;
import java.util.Objects;

/**
 * Rules of {@link Timeout} inside and around other things: timeouts, cancellations, task groups.
 */
interface TimeoutNestingRules extends CoroutineFixture {
    private static Task<?> current() {
        return Objects.requireNonNull(currentTask());
    }

    @Test
    default void timeoutsNestedWithTheSameDeadline() {
        run(
                () -> {
                    long deadline = getRunningLoop().time() + SOON.toNanos();
                    Timeout outer = timeoutAt(deadline);
                    Timeout inner = timeoutAt(deadline);
                    boolean[] cancelled = {false};
                    assertThrows(
                            TimeoutError.class,
                            () ->
                                    outer.run(
                                            () -> {
                                                // Only the outermost one may turn it into a
                                                // timeout.
                                                assertThrows(
                                                        CancelledError.class,
                                                        () -> inner.run(() -> sleep(NEVER)));
                                                cancelled[0] = true;
                                                turn();
                                                throw new CancelledError();
                                            }));
                    assertTrue(cancelled[0]);
                    assertTrue(outer.expired());
                    assertTrue(inner.expired());
                    assertEquals(0, current().cancelling());
                });
    }

    @Test
    default void timeoutOutsideExpiresFirst() {
        run(
                () -> {
                    Timeout outer = timeout(SOON);
                    Timeout inner = timeout(NEVER);
                    assertThrows(
                            TimeoutError.class,
                            () -> outer.run(() -> inner.run(() -> sleep(NEVER))));
                    assertTrue(outer.expired());
                    assertFalse(inner.expired());
                });
    }

    @Test
    default void timeoutInsideExpiresFirst() {
        run(
                () -> {
                    Timeout outer = timeout(LATER);
                    outer.run(
                            () -> {
                                assertThrows(
                                        TimeoutError.class,
                                        () -> timeout(SOON, () -> sleep(NEVER)));
                                assertEquals(0, current().cancelling());
                            });
                    assertFalse(outer.expired());
                });
    }

    @Test
    default void timeoutOutsideStillWorksAfterInnerExpired() {
        run(
                () ->
                        assertThrows(
                                TimeoutError.class,
                                () ->
                                        timeout(
                                                LATER,
                                                () -> {
                                                    assertThrows(
                                                            TimeoutError.class,
                                                            () ->
                                                                    timeout(
                                                                            SOON,
                                                                            () -> sleep(NEVER)));
                                                    sleep(NEVER);
                                                })));
    }

    @Test
    default void timeoutDoesNotTakeOthersCancellationForItsOwn() {
        run(
                () -> {
                    Task<Void> task =
                            createTask(
                                    () -> {
                                        Timeout timeout = timeout(NEVER);
                                        assertThrows(
                                                CancelledError.class,
                                                () ->
                                                        timeout.run(
                                                                () -> {
                                                                    current().cancel();
                                                                    sleep(NEVER);
                                                                }));
                                        assertFalse(timeout.expired());
                                        assertEquals(1, current().cancelling());
                                    });
                    task.await();
                });
    }

    @Test
    default void timeoutAndCancelTogetherAreACancellation() {
        run(
                () -> {
                    Timeout timeout = timeout(SOON);
                    Task<Void> task =
                            createTask(
                                    () ->
                                            timeout.run(
                                                    () -> {
                                                        try {
                                                            sleep(NEVER);
                                                        } catch (CancelledError e) {
                                                            current().cancel();
                                                            throw e;
                                                        }
                                                    }));
                    assertCancelled(task);
                    assertTrue(timeout.expired());
                });
    }

    @Test
    default void timeoutsBothOverdueWhenTheLoopWasBusy() {
        run(
                () ->
                        assertThrows(
                                TimeoutError.class,
                                () ->
                                        timeout(
                                                SOON,
                                                () -> {
                                                    assertThrows(
                                                            TimeoutError.class,
                                                            () ->
                                                                    timeout(
                                                                            Duration.ZERO,
                                                                            () -> sleep(NEVER)));
                                                    sleep(NEVER);
                                                })));
    }

    @Test
    default void timeoutInCleanUpAfterTimeout() {
        run(
                () ->
                        assertThrows(
                                TimeoutError.class,
                                () ->
                                        timeout(
                                                SOON,
                                                () -> {
                                                    try {
                                                        sleep(NEVER);
                                                    } finally {
                                                        assertThrows(
                                                                TimeoutError.class,
                                                                TimeoutNestingRules::timeOut);
                                                    }
                                                })));
    }

    @Test
    default void timeoutWorksInATaskThatWasCancelledBefore() {
        run(
                () -> {
                    Task<Void> task =
                            createTask(
                                    () -> {
                                        current().cancel();
                                        assertThrows(CancelledError.class, () -> sleep(NEVER));
                                        assertEquals(1, current().cancelling());
                                        assertThrows(
                                                TimeoutError.class,
                                                () -> timeout(Duration.ZERO, () -> sleep(NEVER)));
                                        assertThrows(
                                                CancelledError.class,
                                                () ->
                                                        timeout(
                                                                LATER,
                                                                () -> {
                                                                    current().cancel();
                                                                    sleep(NEVER);
                                                                }));
                                        assertEquals(2, current().cancelling());
                                    });
                    task.await();
                });
    }

    @Test
    default void timeoutAroundATaskGroup() {
        run(
                () -> {
                    VoidCoroutine crash = TimeoutNestingRules::crashWhenCancelled;
                    ExceptionGroup error =
                            assertThrows(
                                    ExceptionGroup.class,
                                    () ->
                                            timeout(
                                                    SOON,
                                                    () ->
                                                            TaskGroup.run(
                                                                    group -> {
                                                                        group.createTask(crash);
                                                                        sleep(NEVER);
                                                                    })));
                    assertEquals(1, error.exceptions().size());
                    assertInstanceOf(ArithmeticException.class, error.exceptions().get(0));
                    assertEquals(0, current().cancelling());
                });
    }

    private static void timeOut() {
        timeout(SOON, () -> sleep(NEVER));
    }

    private static void crashWhenCancelled() {
        try {
            sleep(NEVER);
        } finally {
            throwArithmeticException();
        }
    }

    private static void throwArithmeticException() {
        throw new ArithmeticException();
    }

    @Test
    default void timeoutAroundATaskGroupThatEndsQuietly() {
        run(
                () ->
                        assertThrows(
                                TimeoutError.class,
                                () ->
                                        timeout(
                                                SOON,
                                                () ->
                                                        TaskGroup.run(
                                                                group -> {
                                                                    group.createTask(
                                                                            () -> sleep(NEVER));
                                                                }))));
    }

    @Test
    default void timeoutAndCancelTogetherInABlockingCallOfTheJdk() {
        run(
                () -> {
                    var nobody = new java.util.concurrent.CountDownLatch(1);
                    AbstractEventLoop loop = getRunningLoop();
                    long deadline = loop.time() + SOON.toNanos();
                    Task<Integer> task =
                            createTask(
                                    () -> {
                                        assertThrows(
                                                CancelledError.class,
                                                () ->
                                                        timeoutAt(deadline)
                                                                .run(() -> nobody.await()));
                                        int left = current().cancelling();
                                        sleep(SOON); // what was delivered does not come again
                                        return left;
                                    });
                    turn();
                    loop.callAt(deadline, task::cancel);
                    assertEquals(1, task.await());
                });
    }
}
