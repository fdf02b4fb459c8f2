package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;
import static weft.testkit.coroutines.TaskGroupFixture.assertGroupFails;
import static weft.testkit.coroutines.TaskGroupFixture.crashAfter;
import static weft.testkit.coroutines.TaskGroupFixture.current;
import static weft.testkit.coroutines.TaskGroupFixture.failOnCancel;
import static weft.testkit.coroutines.TaskGroupFixture.types;

import org.junit.jupiter.api.Test;

import weft.CancelledError;
import weft.ExceptionGroup;
import weft.Task;
import weft.TaskGroup;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Rules of {@link TaskGroup} when something fails, and of {@link ExceptionGroup}. */
interface TaskGroupFailureRules extends CoroutineFixture {
    @Test
    default void groupFailureCancelsSiblings() {
        run(
                () -> {
                    List<Task<Void>> sibling = new ArrayList<>();
                    ExceptionGroup error =
                            assertGroupFails(
                                    group -> {
                                        group.createTask(() -> crashAfter(SOON));
                                        sibling.add(group.createTask(() -> sleep(NEVER)));
                                    });
                    assertEquals(List.of(ArithmeticException.class), types(error));
                    assertTrue(sibling.get(0).cancelled());
                    assertEquals(0, current().cancelling());
                });
    }

    @Test
    default void groupFailureCancelsBody() {
        run(
                () -> {
                    boolean[] cancelled = {false};
                    ExceptionGroup error =
                            assertGroupFails(
                                    group -> {
                                        for (int i = 0; i < 3; i++) {
                                            group.createTask(() -> crashAfter(Duration.ZERO));
                                        }
                                        group.createTask(() -> sleep(NEVER));
                                        try {
                                            sleep(NEVER);
                                        } catch (CancelledError e) {
                                            cancelled[0] = true;
                                            throw e;
                                        }
                                    });
                    assertTrue(types(error).contains(ArithmeticException.class));
                    assertTrue(cancelled[0]);
                    turn(); // the cancellation is over
                });
    }

    @Test
    default void groupBodyFailureCancelsTasks() {
        run(
                () -> {
                    for (boolean waits : new boolean[] {false, true}) {
                        List<Task<Void>> tasks = new ArrayList<>();
                        ExceptionGroup error =
                                assertGroupFails(
                                        group -> {
                                            tasks.add(group.createTask(() -> sleep(NEVER)));
                                            tasks.add(group.createTask(() -> sleep(NEVER)));
                                            if (waits) {
                                                turn();
                                            }
                                            throw new IOException("body");
                                        });
                        assertEquals(List.of(IOException.class), types(error));
                        assertTrue(tasks.stream().allMatch(Task::cancelled));
                    }
                });
    }

    @Test
    default void groupBodyThatFailsOnCancelIsAFailure() {
        run(
                () -> {
                    Task<Void> task =
                            createTask(
                                    () ->
                                            TaskGroup.run(
                                                    group ->
                                                            failOnCancel(
                                                                    new IllegalStateException())));
                    turn();
                    task.cancel();
                    ExceptionGroup error = assertThrows(ExceptionGroup.class, task::await);
                    assertEquals(List.of(IllegalStateException.class), types(error));
                });
    }

    @Test
    default void groupCollectsTaskAndBodyFailures() {
        run(
                () -> {
                    ExceptionGroup error =
                            assertGroupFails(
                                    group -> {
                                        group.createTask(() -> crashAfter(SOON));
                                        failOnCancel(new IllegalStateException());
                                    });
                    assertEquals(
                            List.of(ArithmeticException.class, IllegalStateException.class),
                            types(error));
                    assertEquals(0, current().cancelling());
                });
    }

    @Test
    default void groupCollectsErrorsOfTheLanguageToo() {
        run(
                () -> {
                    ExceptionGroup error =
                            assertGroupFails(
                                    group -> {
                                        group.createTask(
                                                () -> {
                                                    throw new AssertionError("task");
                                                });
                                        sleep(NEVER);
                                    });
                    assertEquals(List.of(AssertionError.class), types(error));
                });
    }

    @Test
    default void groupThrowsAFatalErrorAsItIs() {
        run(
                () -> {
                    OutOfMemoryError fatal = new OutOfMemoryError("made up by a test");
                    List<Task<Void>> tasks = new ArrayList<>();
                    Throwable thrown =
                            assertThrows(
                                    OutOfMemoryError.class,
                                    () ->
                                            TaskGroup.run(
                                                    group -> {
                                                        tasks.add(
                                                                group.createTask(
                                                                        () -> sleep(NEVER)));
                                                        turn();
                                                        throw fatal;
                                                    }));
                    assertSame(fatal, thrown);
                    assertTrue(tasks.get(0).cancelled());
                });
    }

    @Test
    default void groupThatGrowsWithoutEndIsEndedByAFailure() {
        run(
                () -> {
                    int[] heads = {0};
                    ExceptionGroup error =
                            assertGroupFails(
                                    group -> {
                                        group.createTask(() -> hydra(group, heads));
                                        group.createTask(
                                                () -> {
                                                    while (heads[0] < 10) {
                                                        turn();
                                                    }
                                                    throw new ArithmeticException();
                                                });
                                    });
                    assertEquals(List.of(ArithmeticException.class), types(error));
                    assertTrue(heads[0] >= 10);
                });
    }

    private static void hydra(TaskGroup group, int[] heads) {
        heads[0]++;
        turns(2);
        group.createTask(() -> hydra(group, heads));
        group.createTask(() -> hydra(group, heads));
    }

    @Test
    default void groupCanFailAgainAndAgain() {
        run(
                () -> {
                    for (int i = 0; i < 3; i++) {
                        assertGroupFails(
                                group -> group.createTask(() -> crashAfter(Duration.ZERO)));
                        assertEquals(0, current().cancelling());
                        turn();
                    }
                });
    }

    @Test
    default void groupBodyInABlockingCallOfTheJdkIsInterrupted() {
        run(
                () -> {
                    var nobody = new java.util.concurrent.CountDownLatch(1);
                    ExceptionGroup error =
                            assertGroupFails(
                                    group -> {
                                        group.createTask(() -> crashAfter(SOON));
                                        nobody.await();
                                    });
                    assertEquals(List.of(ArithmeticException.class), types(error));
                    assertEquals(0, current().cancelling());
                    sleep(SOON);
                });
    }

    @Test
    default void groupDescribesItselfWhileItShutsDown() {
        run(
                () -> {
                    String[] description = {""};
                    List<TaskGroup> groups = new ArrayList<>();
                    assertGroupFails(
                            group -> {
                                groups.add(group);
                                group.createTask(
                                        () -> {
                                            try {
                                                sleep(NEVER);
                                            } finally {
                                                description[0] = group.toString();
                                            }
                                        });
                                group.createTask(() -> crashAfter(SOON));
                            });
                    assertEquals("<TaskGroup tasks=1 errors=1 cancelling>", description[0]);
                    assertEquals("<TaskGroup cancelling>", String.valueOf(groups.getFirst()));
                });
    }

    @Test
    default void exceptionGroupTellsItsExceptions() {
        ArithmeticException one = new ArithmeticException();
        IOException two = new IOException();
        ExceptionGroup group = new ExceptionGroup("both", List.of(one, two));
        assertEquals(List.of(one, two), group.exceptions());
        assertEquals("both (2 sub-exceptions)", group.getMessage());
        assertEquals(List.of(one, two), List.of(group.getSuppressed()));
        ExceptionGroup single = new ExceptionGroup("one", List.of(one));
        assertEquals("one (1 sub-exception)", single.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new ExceptionGroup("none", List.of()));
    }

    @Test
    default void exceptionGroupGivesASubgroup() {
        ArithmeticException one = new ArithmeticException();
        IOException two = new IOException();
        ExceptionGroup inner = new ExceptionGroup("inner", List.of(two, one));
        ExceptionGroup group = new ExceptionGroup("outer", List.of(one, inner));
        ExceptionGroup part =
                Objects.requireNonNull(group.subgroup(each -> each instanceof IOException));
        assertEquals("outer (1 sub-exception)", part.getMessage());
        ExceptionGroup innerPart = (ExceptionGroup) part.exceptions().get(0);
        assertEquals(List.of(two), innerPart.exceptions());
        assertNull(group.subgroup(each -> each instanceof AssertionError));
        assertSame(
                group,
                group.subgroup(
                        each ->
                                each instanceof IOException
                                        || each instanceof ArithmeticException));
        assertFalse(part.exceptions().contains(one));
    }

    @Test
    default void exceptionGroupSplits() {
        ArithmeticException one = new ArithmeticException();
        IOException two = new IOException();
        ExceptionGroup inner = new ExceptionGroup("inner", List.of(two, one));
        ExceptionGroup group = new ExceptionGroup("outer", List.of(one, inner));
        ExceptionGroup.Split split = group.split(each -> each instanceof IOException);
        ExceptionGroup matching = Objects.requireNonNull(split.matching());
        ExceptionGroup rest = Objects.requireNonNull(split.rest());
        assertEquals("outer (1 sub-exception)", matching.getMessage());
        assertEquals(List.of(two), ((ExceptionGroup) matching.exceptions().get(0)).exceptions());
        assertEquals("outer (2 sub-exceptions)", rest.getMessage());
        assertSame(one, rest.exceptions().get(0));
        assertEquals(List.of(one), ((ExceptionGroup) rest.exceptions().get(1)).exceptions());
        assertSame(group.getStackTrace()[0], rest.getStackTrace()[0]);
        ExceptionGroup.Split all = group.split(each -> each instanceof RuntimeException);
        assertSame(group, all.matching()); // the group matches as a whole
        assertNull(all.rest());
        ExceptionGroup.Split none = group.split(each -> each instanceof AssertionError);
        assertNull(none.matching());
        assertSame(group, none.rest());
    }

    @Test
    default void groupFailureOfTaskWhoseLoopGoesOnIsNotReported() {
        run(
                () -> {
                    assertGroupFails(group -> group.createTask(() -> crashAfter(Duration.ZERO)));
                    System.gc(); // the group has looked at the exception: run() sees no report
                    turns(2);
                    assertTrue(getRunningLoop().isRunning());
                });
    }
}
