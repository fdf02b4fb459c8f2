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
import static weft.Asyncio.sleep;
import static weft.Asyncio.timeout;
import static weft.Asyncio.timeoutAt;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.CancelledError;
import weft.Future;
import weft.Task;
import weft.Timeout;
import weft.TimeoutError;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/** Rules of {@link Timeout}. */
interface TimeoutRules extends CoroutineFixture {
    private static Task<?> current() {
        return Objects.requireNonNull(currentTask());
    }

    @Test
    default void timeoutCancelsWhatTakesTooLong() {
        run(
                () -> {
                    Timeout timeout = timeout(SOON);
                    TimeoutError error =
                            assertThrows(TimeoutError.class, () -> timeout.run(() -> sleep(NEVER)));
                    assertTrue(timeout.expired());
                    assertInstanceOf(CancelledError.class, error.getCause());
                    assertEquals(0, current().cancelling());
                    turn(); // nothing is left to be delivered
                });
    }

    @Test
    default void timeoutShortForms() {
        run(
                () -> {
                    assertThrows(TimeoutError.class, () -> timeout(SOON, () -> sleep(NEVER)));
                    assertThrows(
                            TimeoutError.class, () -> timeout(SOON, () -> sleep(NEVER, "late")));
                    assertEquals("in time", timeout(NEVER, () -> sleep(SOON, "in time")));
                    int[] ran = {0};
                    timeout(
                            NEVER,
                            () -> {
                                ran[0]++;
                            });
                    timeout(
                            null,
                            () -> {
                                ran[0]++;
                            });
                    assertEquals(2, ran[0]);
                });
    }

    @Test
    default void timeoutAtADeadline() {
        run(
                () -> {
                    long deadline = getRunningLoop().time() + SOON.toNanos();
                    Timeout timeout = timeoutAt(deadline);
                    assertThrows(TimeoutError.class, () -> timeout.run(() -> sleep(NEVER)));
                    assertTrue(timeout.expired());
                    assertEquals(deadline, timeout.when());
                });
    }

    @Test
    default void timeoutRunsInTheCallingTask() {
        run(() -> assertSame(current(), timeout(LATER, () -> current())));
    }

    @Test
    default void timeoutBodySeesTheCancellation() {
        run(
                () -> {
                    boolean[] seen = {false};
                    assertThrows(
                            TimeoutError.class,
                            () ->
                                    timeout(
                                            SOON,
                                            () -> {
                                                try {
                                                    sleep(NEVER);
                                                } catch (CancelledError e) {
                                                    seen[0] = true;
                                                    throw e;
                                                }
                                            }));
                    assertTrue(seen[0]);
                });
    }

    @Test
    default void timeoutNotReached() {
        run(
                () -> {
                    Timeout timeout = timeout(NEVER);
                    timeout.run(() -> sleep(SOON));
                    assertFalse(timeout.expired());
                    assertTrue(timeout.when() > getRunningLoop().time());
                });
    }

    @Test
    default void timeoutWithoutLimit() {
        run(
                () -> {
                    for (Timeout timeout :
                            new Timeout[] {timeout((Duration) null), timeoutAt(Timeout.NEVER)}) {
                        timeout.run(() -> sleep(SOON));
                        assertFalse(timeout.expired());
                        assertEquals(Timeout.NEVER, timeout.when());
                    }
                });
    }

    @Test
    default void timeoutBeyondTheClockIsNever() {
        run(
                () -> {
                    Timeout timeout = timeout(Duration.ofSeconds(Long.MAX_VALUE));
                    assertEquals(Timeout.NEVER, timeout.when());
                    timeout.run(() -> sleep(SOON));
                });
    }

    @Test
    default void timeoutOfZeroOrLessComesAtOnce() {
        run(
                () -> {
                    for (int seconds : new int[] {0, -11}) {
                        for (Duration wait : new Duration[] {NEVER, Duration.ZERO}) {
                            Timeout timeout = timeout(Duration.ofSeconds(seconds));
                            assertThrows(TimeoutError.class, () -> timeout.run(() -> sleep(wait)));
                            assertTrue(timeout.expired());
                            assertTrue(timeout.when() <= getRunningLoop().time());
                        }
                    }
                });
    }

    @Test
    default void timeoutLetsOtherExceptionsPass() {
        run(
                () -> {
                    Timeout timeout = timeout(LATER);
                    IOException problem = new IOException();
                    assertSame(
                            problem,
                            assertThrows(
                                    IOException.class,
                                    () ->
                                            timeout.run(
                                                    () -> {
                                                        throw problem;
                                                    })));
                    assertFalse(timeout.expired());
                });
    }

    @Test
    default void timeoutLetsExceptionsOfCleaningUpPass() {
        run(
                () -> {
                    Timeout timeout = timeout(SOON);
                    assertThrows(
                            ArithmeticException.class,
                            () ->
                                    timeout.run(
                                            () -> {
                                                try {
                                                    sleep(NEVER);
                                                } catch (CancelledError e) {
                                                    throw new ArithmeticException();
                                                }
                                            }));
                    assertTrue(timeout.expired());
                    assertEquals(0, current().cancelling());
                });
    }

    @Test
    default void timeoutLeavesTheTaskUncancelled() {
        run(
                () -> {
                    Task<Void> task =
                            createTask(
                                    () -> {
                                        assertThrows(
                                                TimeoutError.class,
                                                () -> timeout(SOON, () -> sleep(NEVER)));
                                    });
                    task.await();
                    assertFalse(task.cancelled());
                    assertEquals(0, task.cancelling());
                });
    }

    @Test
    default void timeoutBodyThatReturnsThoughCancelledKeepsItsResult() {
        run(
                () -> {
                    Timeout timeout = timeout(SOON);
                    String result =
                            timeout.run(
                                    () -> {
                                        assertThrows(CancelledError.class, () -> sleep(NEVER));
                                        return "kept";
                                    });
                    assertEquals("kept", result);
                    assertTrue(timeout.expired());
                    assertEquals(0, current().cancelling());
                });
    }

    @Test
    default void timeoutThatComesWithTheResultCancelsOnce() {
        run(
                () -> {
                    Timeout timeout = timeout(NEVER);
                    timeout.run(
                            () -> {
                                Future<Void> done = getRunningLoop().createFuture();
                                getRunningLoop().callSoon(() -> done.setResult(null));
                                timeout.reschedule(getRunningLoop().time());
                                assertThrows(CancelledError.class, done::await);
                                assertFalse(done.cancelled());
                            });
                    turn();
                    sleep(SOON);
                });
    }

    @Test
    default void timeoutIsRescheduled() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    Timeout timeout = timeout(SOON);
                    timeout.run(
                            () -> {
                                timeout.reschedule(loop.time() + NEVER.toNanos());
                                sleep(LATER);
                                timeout.reschedule(Timeout.NEVER);
                                assertEquals(Timeout.NEVER, timeout.when());
                                sleep(SOON);
                            });
                    assertFalse(timeout.expired());
                    Timeout shorter = timeout(NEVER);
                    assertThrows(
                            TimeoutError.class,
                            () ->
                                    shorter.run(
                                            () -> {
                                                shorter.reschedule(loop.time() + SOON.toNanos());
                                                sleep(NEVER);
                                            }));
                });
    }

    @Test
    default void timeoutIsRescheduledFromOutside() {
        run(
                () -> {
                    Timeout timeout = timeout(Duration.ofHours(1));
                    Task<Void> task = createTask(() -> timeout.run(() -> sleep(NEVER)));
                    turn();
                    timeout.reschedule(timeout.when() + 1);
                    timeout.reschedule(getRunningLoop().time());
                    assertThrows(TimeoutError.class, task::await);
                });
    }

    @Test
    default void timeoutRefusesRescheduleUnlessItsBodyRuns() {
        run(
                () -> {
                    Timeout timeout = timeout(LATER);
                    assertThrows(IllegalStateException.class, () -> timeout.reschedule(0));
                    timeout.run(() -> {});
                    assertThrows(IllegalStateException.class, () -> timeout.reschedule(0));
                    Timeout expiring = timeout(SOON);
                    expiring.run(
                            () -> {
                                assertThrows(CancelledError.class, () -> sleep(NEVER));
                                assertThrows(
                                        IllegalStateException.class, () -> expiring.reschedule(0));
                            });
                    assertThrows(IllegalStateException.class, () -> expiring.reschedule(0));
                });
    }

    @Test
    default void timeoutRunsOnce() {
        run(
                () -> {
                    Timeout timeout = timeout(LATER);
                    timeout.run(
                            () -> {
                                assertThrows(
                                        IllegalStateException.class, () -> timeout.run(() -> {}));
                            });
                    assertThrows(IllegalStateException.class, () -> timeout.run(() -> {}));
                });
    }

    @Test
    default void timeoutNeedsATask() {
        Timeout timeout = timeoutAt(Timeout.NEVER);
        assertThrows(IllegalStateException.class, () -> timeout.run(() -> {}));
        assertThrows(IllegalStateException.class, () -> timeout.reschedule(0));
        assertThrows(IllegalStateException.class, () -> timeout(SOON));
    }

    @Test
    default void timeoutDescribesItself() {
        run(
                () -> {
                    Timeout timeout = timeout(LATER);
                    assertEquals("<Timeout [created]>", timeout.toString());
                    timeout.run(
                            () ->
                                    assertTrue(
                                            timeout.toString()
                                                    .matches("<Timeout \\[active] when=.+>")));
                    assertEquals("<Timeout [finished]>", timeout.toString());
                    Timeout never = timeout((Duration) null);
                    never.run(
                            () -> assertEquals("<Timeout [active] when=never>", never.toString()));
                    Timeout expired = timeout(SOON);
                    expired.run(
                            () -> {
                                assertThrows(CancelledError.class, () -> sleep(NEVER));
                                assertEquals("<Timeout [expiring]>", expired.toString());
                            });
                    assertEquals("<Timeout [expired]>", expired.toString());
                });
    }

    @Test
    default void timeoutInterruptsABlockingCallOfTheJdk() {
        run(
                () -> {
                    var nobody = new java.util.concurrent.CountDownLatch(1);
                    TimeoutError error =
                            assertThrows(
                                    TimeoutError.class, () -> timeout(SOON, () -> nobody.await()));
                    Throwable cause = Objects.requireNonNull(error.getCause());
                    assertInstanceOf(CancelledError.class, cause);
                    assertInstanceOf(InterruptedException.class, cause.getCause());
                    assertEquals(0, current().cancelling());
                    sleep(SOON); // the cancellation counts as delivered
                });
    }
}
