package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.allTasks;
import static weft.Asyncio.createTask;
import static weft.Asyncio.currentTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Context;
import weft.Coroutine;
import weft.Future;
import weft.Task;
import weft.TaskOptions;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Rules of {@link Task}: what it is called, how it is cancelled, where it is. */
interface TaskRules extends CoroutineFixture {
    /** A coroutine that describes itself. */
    record Named(String name, Coroutine<String> body) implements Coroutine<String> {
        @Override
        public String run() throws Exception {
            return body.run();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Task<?> current() {
        return Objects.requireNonNull(currentTask());
    }

    private static Future<String> pending() {
        return getRunningLoop().createFuture();
    }

    @Test
    default void taskHasItsParts() {
        run(
                () -> {
                    Coroutine<String> coroutine = () -> "x";
                    Context context = new Context();
                    Task<String> task =
                            createTask(coroutine, TaskOptions.named("n").withContext(context));
                    assertSame(coroutine, task.getCoro());
                    assertSame(context, task.getContext());
                    assertSame(getRunningLoop(), task.getLoop());
                    assertEquals("n", task.getName());
                    task.setName("m");
                    assertEquals("m", task.getName());
                    assertEquals("x", task.await());
                });
    }

    @Test
    default void taskNamesCountUp() {
        run(
                () -> {
                    Task<Integer> one = createTask(() -> 1);
                    Task<Integer> two = createTask(() -> 2);
                    assertTrue(one.getName().matches("Task-\\d+"));
                    long first = Long.parseLong(one.getName().substring(5));
                    long second = Long.parseLong(two.getName().substring(5));
                    assertTrue(second > first);
                    one.await();
                    two.await();
                });
    }

    @Test
    default void taskRefusesToHaveItsOutcomeSet() {
        run(
                () -> {
                    Task<String> task = createTask(() -> "ko");
                    assertThrows(IllegalStateException.class, () -> task.setResult("ok"));
                    assertThrows(
                            IllegalStateException.class,
                            () -> task.setException(new ArithmeticException()));
                    assertEquals("ko", task.await());
                });
    }

    @Test
    default void taskCannotAwaitItself() {
        run(
                () -> {
                    Task<?> task = createTask(() -> current().await());
                    IllegalStateException error =
                            assertThrows(IllegalStateException.class, task::await);
                    assertTrue(String.valueOf(error.getMessage()).contains("cannot await itself"));
                });
    }

    @Test
    default void taskDescribesItself() {
        run(
                () -> {
                    Future<String> future = pending();
                    Task<String> task =
                            createTask(new Named("fetch", future::await), TaskOptions.named("T"));
                    assertEquals("<Task pending name='T' coro=<fetch running>>", task.toString());
                    turn();
                    assertTrue(
                            task.toString()
                                    .matches(
                                            "<Task pending name='T' coro=<fetch running at"
                                                    + " TaskRules.java:\\d+>"
                                                    + " wait_for=<Future pending"
                                                    + " cb=\\[T.wakeup]>>"),
                            task::toString);
                    task.addDoneCallback(new FutureRules.Note("note", new ArrayList<>()));
                    assertTrue(task.toString().endsWith(" cb=[note]>"), task::toString);
                    task.cancel();
                    assertTrue(task.toString().startsWith("<Task cancelling name='T'"));
                    assertCancelled(task);
                    assertEquals("<Task cancelled name='T' coro=<fetch done>>", task.toString());
                });
    }

    @Test
    default void taskThatIsFinishedDescribesItsOutcome() {
        run(
                () -> {
                    Task<String> good =
                            createTask(new Named("c", () -> "abc"), TaskOptions.named("T"));
                    good.await();
                    assertEquals(
                            "<Task finished name='T' coro=<c done> result='abc'>", good.toString());
                    Task<String> bad =
                            createTask(
                                    new Named(
                                            "c",
                                            () -> {
                                                throw new ArithmeticException();
                                            }),
                                    TaskOptions.named("T"));
                    assertThrows(ArithmeticException.class, bad::await);
                    assertEquals(
                            "<Task finished name='T' coro=<c done>"
                                    + " exception=java.lang.ArithmeticException>",
                            bad.toString());
                });
    }

    @Test
    default void taskDescribesChainsOfWaiting() {
        run(
                () -> {
                    Future<String> future = pending();
                    Task<String> inner = createTask(future::await, TaskOptions.named("inner"));
                    Task<String> outer = createTask(inner::await, TaskOptions.named("outer"));
                    turns(2);
                    String text = outer.toString();
                    assertTrue(text.contains("wait_for=<Task pending name='inner'"), text);
                    assertTrue(text.contains("wait_for=<Future pending cb=[inner.wakeup]>"), text);
                    assertTrue(text.contains("cb=[outer.wakeup]"), text);
                    future.setResult("x");
                    outer.await();
                });
    }

    private static String park(Future<String> future) {
        return parkDeeper(future);
    }

    private static String parkDeeper(Future<String> future) {
        return future.await();
    }

    private static List<String> methods(List<StackTraceElement> frames) {
        return frames.stream()
                .map(StackTraceElement::getMethodName)
                .filter(name -> name.startsWith("park"))
                .toList();
    }

    @Test
    default void taskTellsItsStack() {
        run(
                () -> {
                    Future<String> future = pending();
                    Task<String> task = createTask(() -> park(future));
                    turn();
                    assertEquals(List.of("parkDeeper", "park"), methods(task.getStack()));
                    assertEquals(1, task.getStack(1).size());
                    assertEquals("parkDeeper", task.getStack(1).get(0).getMethodName());
                    assertEquals(List.of(), task.getStack(0));
                    assertThrows(IllegalArgumentException.class, () -> task.getStack(-1));
                    future.setResult("x");
                    task.await();
                    assertEquals(List.of(), task.getStack());
                });
    }

    @Test
    default void taskTellsTheStackOfItsException() {
        run(
                () -> {
                    Future<String> future = pending();
                    Task<String> task =
                            createTask(
                                    () -> {
                                        park(future);
                                        throw new ArithmeticException("here");
                                    });
                    future.setResult("x");
                    assertThrows(ArithmeticException.class, task::await);
                    assertEquals(TaskRules.class.getName(), task.getStack().get(0).getClassName());
                    String printed = print(task);
                    assertTrue(printed.startsWith("Traceback for <Task finished"), printed);
                    assertTrue(printed.contains("TaskRules.java"), printed);
                    assertTrue(printed.endsWith("ArithmeticException: here\n"), printed);
                });
    }

    private static String print(Task<?> task) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        task.printStack(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    default void taskPrintsItsStack() {
        run(
                () -> {
                    Future<String> future = pending();
                    Task<String> task = createTask(() -> park(future));
                    turn();
                    String printed = print(task);
                    assertTrue(printed.startsWith("Stack for <Task pending"), printed);
                    assertTrue(printed.contains("parkDeeper(TaskRules.java"), printed);
                    future.setResult("x");
                    task.await();
                    assertTrue(print(task).startsWith("No stack for <Task finished"));
                });
    }

    @Test
    default void taskLookedAtGoesOnAsBefore() {
        run(
                () -> {
                    List<String> order = new ArrayList<>();
                    Future<String> future = pending();
                    Task<Boolean> waiting =
                            createTask(
                                    () -> {
                                        park(future);
                                        order.add("a");
                                        turn();
                                        return order.add("c");
                                    });
                    turn();
                    waiting.getStack();
                    future.setResult("x");
                    waiting.getStack(); // it is ready now
                    Task<Boolean> other =
                            createTask(
                                    () -> {
                                        order.add("b");
                                        turn();
                                        return order.add("d");
                                    });
                    turns(3);
                    assertEquals(List.of("a", "b", "c", "d"), order);
                    assertTrue(waiting.done() && other.done());
                });
    }

    @Test
    default void taskFailsByErrorsToo() {
        run(
                () -> {
                    Task<Void> task =
                            createTask(
                                    () -> {
                                        throw new AssertionError("x");
                                    });
                    AssertionError error = assertThrows(AssertionError.class, task::await);
                    assertSame(error, task.exception());
                });
    }

    @Test
    default void taskIsListedWhileItIsNotDone() {
        run(
                () -> {
                    Task<Void> task = createTask(() -> turns(2));
                    assertTrue(allTasks().contains(task));
                    assertTrue(allTasks().contains(current()));
                    task.await();
                    assertFalse(allTasks().contains(task));
                });
    }

    @Test
    default void taskIsCurrentWhileItRuns() {
        run(
                () -> {
                    Task<?> main = current();
                    Task<Task<?>> task =
                            createTask(
                                    () -> {
                                        Task<?> before = current();
                                        turn();
                                        assertSame(before, current());
                                        return before;
                                    });
                    assertSame(task, task.await());
                    assertSame(main, current());
                    Future<Boolean> inCallback = getRunningLoop().createFuture();
                    getRunningLoop().callSoon(() -> inCallback.setResult(currentTask() == null));
                    assertTrue(inCallback.await());
                });
        assertNull(currentTask());
    }

    @Test
    default void taskSleepReturnsItsResult() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    long before = loop.time();
                    assertEquals("yeah", sleep(SOON, "yeah"));
                    assertTrue(loop.time() - before >= SOON.toNanos());
                    assertEquals(1, sleep(Duration.ZERO, 1));
                    assertEquals(1, sleep(Duration.ofSeconds(-1), 1));
                });
    }
}
