package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static weft.Asyncio.createTask;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;
import static weft.testkit.coroutines.TaskGroupFixture.assertGroupFails;
import static weft.testkit.coroutines.TaskGroupFixture.crashAfter;
import static weft.testkit.coroutines.TaskGroupFixture.current;
import static weft.testkit.coroutines.TaskGroupFixture.failOnCancel;
import static weft.testkit.coroutines.TaskGroupFixture.types;

import org.junit.jupiter.api.Test;

import weft.CancelledError;
import weft.Event;
import weft.ExceptionGroup;
import weft.Task;
import weft.TaskGroup;
import weft.VoidCoroutine;

import java.time.Duration;
import java.util.List;

/** Rules of {@link TaskGroup}s inside others and in tasks that are cancelled. */
interface TaskGroupNestingRules extends CoroutineFixture {
    /** Sleeps, and fails with something else when it is cancelled. */
    private static void failArithmetically() {
        failOnCancel(new ArithmeticException());
    }

    @Test
    default void groupCollectsFailuresOfCancelledTasks() {
        run(
                () -> {
                    Task<Void> task =
                            createTask(
                                    () ->
                                            TaskGroup.run(
                                                    group -> {
                                                        for (int i = 0; i < 5; i++) {
                                                            group.createTask(
                                                                    TaskGroupNestingRules
                                                                            ::failArithmetically);
                                                        }
                                                        sleep(NEVER);
                                                    }));
                    turns(2);
                    task.cancel();
                    ExceptionGroup error = assertThrows(ExceptionGroup.class, task::await);
                    assertEquals(5, error.exceptions().size());
                });
    }

    @Test
    default void groupsNestedFailuresNest() {
        run(
                () -> {
                    ExceptionGroup error =
                            assertGroupFails(
                                    outer -> {
                                        outer.createTask(() -> sleep(NEVER));
                                        TaskGroup.run(
                                                inner ->
                                                        inner.createTask(
                                                                () -> crashAfter(Duration.ZERO)));
                                    });
                    assertEquals(List.of(ExceptionGroup.class), types(error));
                    assertEquals(
                            List.of(ArithmeticException.class),
                            types((ExceptionGroup) error.exceptions().get(0)));
                });
    }

    @Test
    default void groupOutsideFailsAndCancelsTheInnerOne() {
        run(
                () -> {
                    ExceptionGroup error =
                            assertGroupFails(
                                    outer -> {
                                        outer.createTask(() -> crashAfter(SOON));
                                        TaskGroup.run(
                                                inner -> inner.createTask(() -> sleep(NEVER)));
                                    });
                    assertEquals(List.of(ArithmeticException.class), types(error));
                    assertEquals(0, current().cancelling());
                });
    }

    @Test
    default void groupsNestedCancelledWithFailingCleanUp() {
        run(
                () -> {
                    VoidCoroutine failing = TaskGroupNestingRules::failArithmetically;
                    Task<Void> task =
                            createTask(
                                    () ->
                                            TaskGroup.run(
                                                    outer ->
                                                            TaskGroup.run(
                                                                    inner -> {
                                                                        inner.createTask(failing);
                                                                        sleep(NEVER);
                                                                    })));
                    turns(2);
                    task.cancel();
                    ExceptionGroup error = assertThrows(ExceptionGroup.class, task::await);
                    assertEquals(List.of(ExceptionGroup.class), types(error));
                });
    }

    @Test
    default void groupsNestedBothFail() {
        run(
                () -> {
                    ExceptionGroup error =
                            assertGroupFails(
                                    outer -> {
                                        ExceptionGroup inner =
                                                assertGroupFails(
                                                        group -> {
                                                            group.createTask(
                                                                    () ->
                                                                            crashAfter(
                                                                                    Duration.ZERO));
                                                            outer.createTask(
                                                                    () ->
                                                                            crashAfter(
                                                                                    Duration.ZERO));
                                                        });
                                        assertEquals(1, inner.exceptions().size());
                                        assertEquals(1, current().cancelling());
                                    });
                    assertEquals(List.of(ArithmeticException.class), types(error));
                    assertEquals(0, current().cancelling());
                });
    }

    @Test
    default void groupCancelledWhileATaskFailsReportsTheFailure() {
        run(
                () -> {
                    Task<Void> task =
                            createTask(
                                    () ->
                                            TaskGroup.run(
                                                    group -> {
                                                        group.createTask(() -> crashAfter(SOON));
                                                        try {
                                                            sleep(NEVER);
                                                        } catch (CancelledError e) {
                                                            sleep(LATER);
                                                            throw e;
                                                        }
                                                    }));
                    turns(2);
                    task.cancel();
                    ExceptionGroup error = assertThrows(ExceptionGroup.class, task::await);
                    assertEquals(List.of(ArithmeticException.class), types(error));
                    assertEquals(1, task.cancelling());
                });
    }

    @Test
    default void groupFailureAndCancelTogetherKeepTheCancel() {
        run(
                () -> {
                    Event started = new Event();
                    Task<Void> task =
                            createTask(
                                    () -> {
                                        assertGroupFails(
                                                group -> {
                                                    group.createTask(
                                                            () -> {
                                                                started.set();
                                                                turn();
                                                                throw new ArithmeticException();
                                                            });
                                                    sleep(NEVER);
                                                });
                                        assertEquals(1, current().cancelling());
                                        sleep(NEVER); // the cancel is delivered here
                                    });
                    started.await();
                    assertEquals(0, task.cancelling());
                    task.cancel();
                    assertEquals(1, task.cancelling());
                    assertCancelled(task);
                });
    }
}
