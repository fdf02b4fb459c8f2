package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
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
import weft.Context;
import weft.ContextVar;
import weft.ExceptionGroup;
import weft.Future;
import weft.Task;
import weft.TaskGroup;
import weft.TaskOptions;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Rules of {@link TaskGroup} when all goes well, and of what it can be asked. */
interface TaskGroupRules extends CoroutineFixture {
    @Test
    default void groupWaitsForItsTasks() {
        run(
                () -> {
                    List<Task<Integer>> tasks = new ArrayList<>();
                    TaskGroup.run(
                            group -> {
                                tasks.add(group.createTask(() -> sleep(SOON, 42)));
                                tasks.add(group.createTask(() -> sleep(LATER, 11)));
                            });
                    assertEquals(42, tasks.get(0).result());
                    assertEquals(11, tasks.get(1).result());
                });
    }

    @Test
    default void groupTakesTasksWhileItsBodyRuns() {
        run(
                () -> {
                    List<Task<Integer>> tasks = new ArrayList<>();
                    TaskGroup.run(
                            group -> {
                                tasks.add(group.createTask(() -> sleep(SOON, 42)));
                                sleep(SOON.multipliedBy(2));
                                tasks.add(group.createTask(() -> sleep(SOON, 11)));
                            });
                    assertEquals(42, tasks.get(0).result());
                    assertEquals(11, tasks.get(1).result());
                });
    }

    @Test
    default void groupReturnsTheResultOfItsBody() {
        run(
                () -> {
                    int[] done = {0};
                    String result =
                            TaskGroup.call(
                                    group -> {
                                        group.createTask(
                                                () -> {
                                                    sleep(SOON);
                                                    done[0]++;
                                                });
                                        return "body";
                                    });
                    assertEquals("body", result);
                    assertEquals(1, done[0]);
                });
    }

    @Test
    default void groupWithoutTasks() {
        run(() -> assertEquals(5, TaskGroup.<Integer>call(group -> 5)));
    }

    @Test
    default void groupGoesOnWhenOneTaskIsCancelled() {
        run(
                () -> {
                    List<Task<Integer>> tasks = new ArrayList<>();
                    TaskGroup.run(
                            group -> {
                                tasks.add(group.createTask(() -> sleep(NEVER, 42)));
                                turn();
                                tasks.get(0).cancel();
                                tasks.add(group.createTask(() -> sleep(SOON, 11)));
                            });
                    assertTrue(tasks.get(0).cancelled());
                    assertEquals(11, tasks.get(1).result());
                });
    }

    @Test
    default void groupTasksStartTasks() {
        run(
                () -> {
                    int[] done = {0};
                    TaskGroup.run(
                            group ->
                                    group.createTask(
                                            () -> {
                                                sleep(SOON);
                                                for (int i = 0; i < 2; i++) {
                                                    group.createTask(
                                                            () -> {
                                                                sleep(SOON);
                                                                done[0]++;
                                                            });
                                                }
                                            }));
                    assertEquals(2, done[0]);
                });
    }

    @Test
    default void groupForgetsTasksThatAreDone() {
        run(
                () ->
                        TaskGroup.run(
                                group -> {
                                    for (int i = 0; i < 10; i++) {
                                        group.createTask(() -> turn());
                                        turns(4);
                                    }
                                    assertEquals("<TaskGroup entered>", group.toString());
                                    group.createTask(() -> turn());
                                    assertEquals("<TaskGroup tasks=1 entered>", group.toString());
                                }));
    }

    @Test
    default void groupNamesTasks() {
        run(
                () ->
                        TaskGroup.run(
                                group -> {
                                    Task<Integer> task =
                                            group.createTask(() -> 1, TaskOptions.named("yolo"));
                                    assertEquals("yolo", task.getName());
                                }));
    }

    @Test
    default void groupGivesTasksAContext() {
        run(
                () -> {
                    ContextVar<Integer> variable = new ContextVar<>("variable");
                    Context context = Context.copyContext();
                    TaskOptions options = TaskOptions.DEFAULTS.withContext(context);
                    TaskGroup.run(
                            group -> {
                                for (int i = 1; i <= 2; i++) {
                                    int value = i;
                                    group.createTask(() -> variable.set(value), options).await();
                                    assertEquals(i, context.get(variable));
                                }
                            });
                    assertEquals(0, variable.get(0));
                });
    }

    @Test
    default void groupStartsTasksEagerly() {
        run(
                () -> {
                    List<String> order = new ArrayList<>();
                    TaskOptions eagerly = TaskOptions.DEFAULTS.withEagerStart(true);
                    TaskGroup.run(
                            group -> {
                                Task<Boolean> done =
                                        group.createTask(() -> order.add("whole"), eagerly);
                                assertTrue(done.done());
                                Task<Boolean> begun =
                                        group.createTask(
                                                () -> {
                                                    order.add("begun");
                                                    turn();
                                                    return order.add("ended");
                                                },
                                                eagerly);
                                assertFalse(begun.done());
                                order.add("body");
                            });
                    assertEquals(List.of("whole", "begun", "body", "ended"), order);
                });
    }

    @Test
    default void groupFailsByATaskThatFailsEagerly() {
        run(
                () -> {
                    boolean[] wentOn = {false};
                    ExceptionGroup error =
                            assertThrows(
                                    ExceptionGroup.class,
                                    () ->
                                            TaskGroup.run(
                                                    group -> {
                                                        group.createTask(
                                                                () -> {
                                                                    throw new ArithmeticException();
                                                                },
                                                                TaskOptions.DEFAULTS.withEagerStart(
                                                                        true));
                                                        wentOn[0] = true;
                                                        sleep(NEVER);
                                                    }));
                    assertTrue(wentOn[0]);
                    assertEquals(1, error.exceptions().size());
                });
    }

    @Test
    default void groupRefusesTasksWhenItIsFinished() {
        run(
                () -> {
                    TaskGroup[] kept = new TaskGroup[1];
                    TaskGroup.run(
                            group -> {
                                kept[0] = group;
                            });
                    IllegalStateException error =
                            assertThrows(
                                    IllegalStateException.class, () -> kept[0].createTask(() -> 1));
                    String message = Objects.requireNonNull(error.getMessage());
                    assertTrue(message.contains("is finished"), message);
                });
    }

    @Test
    default void groupRefusesTasksWhenItShutsDown() {
        run(
                () -> {
                    boolean[] refused = {false};
                    ExceptionGroup error =
                            assertThrows(
                                    ExceptionGroup.class,
                                    () ->
                                            TaskGroup.run(
                                                    group -> {
                                                        group.createTask(
                                                                () -> {
                                                                    turn();
                                                                    throw new ArithmeticException();
                                                                });
                                                        group.createTask(
                                                                () -> refused[0] = refuses(group));
                                                    }));
                    assertEquals(1, error.exceptions().size());
                    assertTrue(refused[0]);
                });
    }

    /** Waits to be cancelled, and tells whether the group then refuses a task. */
    private static boolean refuses(TaskGroup group) {
        assertThrows(CancelledError.class, () -> sleep(NEVER));
        IllegalStateException error =
                assertThrows(IllegalStateException.class, () -> group.createTask(() -> 1));
        return String.valueOf(error.getMessage()).contains("is shutting down");
    }

    @Test
    default void groupNeedsATask() {
        assertThrows(IllegalStateException.class, () -> TaskGroup.run(group -> {}));
        run(
                () -> {
                    Future<Throwable> thrown = getRunningLoop().createFuture();
                    getRunningLoop()
                            .callSoon(
                                    () ->
                                            thrown.setResult(
                                                    assertThrows(
                                                            IllegalStateException.class,
                                                            () -> TaskGroup.run(group -> {}))));
                    assertSame(IllegalStateException.class, thrown.await().getClass());
                });
    }

    @Test
    default void groupCancelledCancelsItsTasks() {
        run(
                () -> {
                    int[] cancelled = {0};
                    Task<Void> task =
                            createTask(
                                    () -> TaskGroup.run(group -> createCounting(group, cancelled)));
                    turns(2);
                    task.cancel("stop");
                    assertEquals("stop", assertCancelled(task).getMessage());
                    assertEquals(5, cancelled[0]);
                });
    }

    /** Creates five tasks that count their cancellation. */
    private static void createCounting(TaskGroup group, int[] cancelled) {
        for (int i = 0; i < 5; i++) {
            group.createTask(() -> countCancel(cancelled));
        }
    }

    /** Sleeps until it is cancelled, and counts that. */
    private static void countCancel(int[] cancelled) {
        try {
            sleep(NEVER);
        } catch (CancelledError e) {
            cancelled[0]++;
            throw e;
        }
    }

    @Test
    default void groupCancelledCancelsBodyAndTasks() {
        run(
                () -> {
                    int[] cancelled = {0};
                    Task<Void> task =
                            createTask(
                                    () ->
                                            TaskGroup.run(
                                                    group -> {
                                                        createCounting(group, cancelled);
                                                        countCancel(cancelled);
                                                    }));
                    turns(2);
                    task.cancel();
                    assertCancelled(task);
                    assertEquals(6, cancelled[0]);
                });
    }

    @Test
    default void groupCancelledTwiceWhileItWaits() {
        run(
                () -> {
                    boolean[] cleaned = {false};
                    Task<Void> task =
                            createTask(
                                    () ->
                                            TaskGroup.run(
                                                    group -> {
                                                        group.createTask(
                                                                () -> {
                                                                    try {
                                                                        sleep(NEVER);
                                                                    } finally {
                                                                        sleep(SOON);
                                                                        cleaned[0] = true;
                                                                    }
                                                                });
                                                    }));
                    turns(2);
                    task.cancel();
                    turns(2);
                    task.cancel(); // must not keep it from waiting for the clean-up
                    assertCancelled(task);
                    assertTrue(cleaned[0]);
                    assertEquals(2, task.cancelling());
                });
    }

    @Test
    default void groupThatSucceedsLeavesCancelCountAlone() {
        run(
                () -> {
                    TaskGroup.run(group -> group.createTask(() -> sleep(SOON)));
                    assertEquals(0, Objects.requireNonNull(currentTask()).cancelling());
                });
    }
}
