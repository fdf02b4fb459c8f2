package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.allTasks;
import static weft.Asyncio.createEagerTaskFactory;
import static weft.Asyncio.createTask;
import static weft.Asyncio.currentTask;
import static weft.Asyncio.eagerTaskFactory;
import static weft.Asyncio.gather;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.ContextVar;
import weft.Coroutine;
import weft.Future;
import weft.Task;
import weft.TaskFactory;
import weft.TaskGroup;
import weft.TaskOptions;
import weft.VoidCoroutine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rules of {@link TaskFactory} and of tasks that start eagerly. */
interface EagerTaskRules extends CoroutineFixture {
    /** Runs a test on a loop whose tasks all start eagerly. */
    private void runEagerly(VoidCoroutine main) {
        run(
                () -> {
                    getRunningLoop().setTaskFactory(eagerTaskFactory());
                    main.run();
                });
    }

    /** Names tasks by a counter. */
    final class Naming implements TaskFactory {
        private int count;

        @Override
        public <T extends @Nullable Object> Task<T> createTask(
                AbstractEventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
            count++;
            Task<T> task = loop.newTask(coroutine, options);
            task.setName("made-" + count);
            return task;
        }
    }

    @Test
    default void taskFactoryMakesAllTasks() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    assertNull(loop.getTaskFactory());
                    Naming naming = new Naming();
                    loop.setTaskFactory(naming);
                    assertSame(naming, loop.getTaskFactory());
                    assertEquals("made-1", createTask(() -> 1).getName());
                    Future<List<Integer>> gathering = gather(() -> 1, () -> 2);
                    assertEquals(3, naming.count);
                    gathering.await();
                    TaskGroup.run(group -> group.createTask(() -> turn()));
                    assertEquals(4, naming.count);
                    loop.setTaskFactory(null);
                    assertNull(loop.getTaskFactory());
                    assertTrue(createTask(() -> 1).getName().startsWith("Task-"));
                });
    }

    @Test
    default void eagerFactoryMayWrapAnother() {
        run(
                () -> {
                    Naming naming = new Naming();
                    getRunningLoop().setTaskFactory(createEagerTaskFactory(naming));
                    Task<Integer> task = createTask(() -> 7);
                    assertTrue(task.done());
                    assertEquals("made-1", task.getName());
                });
    }

    @Test
    default void eagerTaskMayEndAtOnce() {
        runEagerly(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    Task<Void> task = createTask(() -> future.setResult("x"));
                    assertTrue(task.done());
                    assertEquals("x", future.await());
                    assertEquals("hello", createTask(() -> "hello").result());
                });
    }

    @Test
    default void eagerTaskThatFailsAtOnceIsDone() {
        runEagerly(
                () -> {
                    Task<Void> task =
                            createTask(
                                    () -> {
                                        throw new ArithmeticException();
                                    });
                    assertTrue(task.done());
                    assertThrows(ArithmeticException.class, task::result);
                });
    }

    @Test
    default void eagerTaskGoesOnLater() {
        runEagerly(
                () -> {
                    List<String> order = new ArrayList<>();
                    Task<String> task =
                            createTask(
                                    () -> {
                                        order.add("child begins");
                                        turn();
                                        order.add("child ends");
                                        return "finished";
                                    });
                    order.add("parent");
                    assertFalse(task.done());
                    assertEquals("finished", task.await());
                    assertEquals(List.of("child begins", "parent", "child ends"), order);
                });
    }

    @Test
    default void eagerTaskRunsBeforeWhatIsReady() {
        runEagerly(
                () -> {
                    List<String> order = new ArrayList<>();
                    getRunningLoop().callSoon(() -> order.add("callback"));
                    createTask(() -> order.add("child"));
                    order.add("parent");
                    turn();
                    assertEquals(List.of("child", "parent", "callback"), order);
                });
    }

    @Test
    default void eagerTaskThatIsDoneCannotBeCancelled() {
        runEagerly(
                () -> {
                    Task<String> task = createTask(() -> "done");
                    assertFalse(task.cancel());
                    assertEquals("done", task.await());
                });
    }

    @Test
    default void eagerTaskIsCancelledWhereItWaits() {
        runEagerly(
                () -> {
                    Task<Void> task = createTask(() -> sleep(NEVER));
                    task.cancel("message");
                    assertEquals(1, task.cancelling());
                    assertEquals("message", assertCancelled(task).getMessage());
                });
    }

    @Test
    default void eagerTaskIsCurrentAndListedWhileItRuns() {
        runEagerly(
                () -> {
                    Task<?> parent = currentTask();
                    List<@Nullable Task<?>> seen = new ArrayList<>();
                    List<Set<Task<?>>> listed = new ArrayList<>();
                    Task<Void> task =
                            createTask(
                                    () -> {
                                        seen.add(currentTask());
                                        listed.add(allTasks());
                                        turn();
                                        seen.add(currentTask());
                                    });
                    assertSame(parent, currentTask());
                    task.await();
                    assertEquals(List.of(task, task), seen);
                    assertTrue(listed.get(0).contains(task));
                    assertFalse(allTasks().contains(task));
                    Task<Integer> atOnce = createTask(() -> 1);
                    assertFalse(allTasks().contains(atOnce));
                });
    }

    @Test
    default void eagerTaskHasItsOwnContext() {
        runEagerly(
                () -> {
                    ContextVar<Integer> variable = new ContextVar<>("variable", 0);
                    List<Integer> seen = new ArrayList<>();
                    variable.set(1);
                    Task<Void> task =
                            createTask(
                                    () -> {
                                        seen.add(variable.get());
                                        variable.set(2);
                                        turn();
                                        seen.add(variable.get());
                                        variable.set(3);
                                    });
                    assertEquals(1, variable.get());
                    task.await();
                    assertEquals(List.of(1, 2), seen);
                    assertEquals(1, variable.get());
                });
    }

    @Test
    default void eagerTasksNest() {
        runEagerly(
                () -> {
                    List<Integer> order = new ArrayList<>();
                    nest(order, 5);
                    assertEquals(List.of(5, 4, 3, 2, 1, 0, 0, 1, 2, 3, 4, 5), order);
                });
    }

    private static void nest(List<Integer> order, int depth) {
        order.add(depth);
        if (depth > 0) {
            assertTrue(createTask(() -> nest(order, depth - 1)).done());
        }
        order.add(depth);
    }

    @Test
    default void eagerGatherOfWhatEndsAtOnceIsDone() {
        runEagerly(
                () -> {
                    Future<List<Integer>> gathering = gather(() -> 1, () -> 2);
                    assertTrue(gathering.done());
                    assertEquals(List.of(1, 2), gathering.result());
                    Future<List<Integer>> half = gather(() -> 1, () -> sleep(SOON, 2));
                    assertFalse(half.done());
                    assertEquals(List.of(1, 2), half.await());
                });
    }

    @Test
    default void eagerTaskGroupsNest() {
        runEagerly(
                () -> {
                    int[] leaves = {0};
                    grow(leaves, 4);
                    assertEquals(81, leaves[0]);
                });
    }

    private static void grow(int[] leaves, int depth) {
        if (depth == 0) {
            leaves[0]++;
            return;
        }
        TaskGroup.run(
                group -> {
                    for (int i = 0; i < 3; i++) {
                        group.createTask(() -> grow(leaves, depth - 1));
                    }
                });
    }

    @Test
    default void eagerStartFromACallback() {
        run(
                () -> {
                    List<String> order = new ArrayList<>();
                    Future<Task<Boolean>> made = getRunningLoop().createFuture();
                    TaskOptions eagerly = TaskOptions.DEFAULTS.withEagerStart(true);
                    getRunningLoop()
                            .callSoon(
                                    () -> {
                                        Task<Boolean> task =
                                                createTask(() -> order.add("child"), eagerly);
                                        order.add("callback");
                                        made.setResult(task);
                                    });
                    assertTrue(made.await().done());
                    assertEquals(List.of("child", "callback"), order);
                });
    }

    /** Where the creator cannot be suspended, the task begins in its turn like any other. */
    @Test
    default void eagerTaskOfAPinnedCreatorBeginsInItsTurn() {
        List<String> log = new ArrayList<>();
        runEagerly(
                () -> {
                    PinnedCode.run(() -> createTask(() -> log.add("task")));
                    assertEquals(List.of(), log);
                    getRunningLoop().callSoon(() -> log.add("callback"));
                    turn();
                    log.add("creator");
                    turn();
                    log.add("creator again");
                });
        assertEquals(List.of("task", "callback", "creator", "creator again"), log);
    }
}
