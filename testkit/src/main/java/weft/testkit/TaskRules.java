package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.CancelledError;
import weft.Future;
import weft.Runner;
import weft.Task;
import weft.TaskOptions;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rules of tasks and of their cancellation. */
interface TaskRules extends LoopFixture {
    Duration LONG = Duration.ofHours(1);

    /** A task starts in its turn, among callbacks, and ends with its coroutine's result. */
    @Test
    default void tasksStartInTheirTurn() {
        List<String> log = new ArrayList<>();
        loop().callSoon(() -> log.add("before"));
        Task<String> task =
                loop().createTask(
                                () -> {
                                    log.add("task");
                                    return "result";
                                });
        loop().callSoon(() -> log.add("after"));
        assertEquals(List.of(), log);
        assertEquals("result", loop().runUntilComplete(task));
        assertEquals(List.of("before", "task", "after"), log);
    }

    /** sleep(0) gives every other task one turn. */
    @Test
    default void sleepingForNothingTakesTurns() {
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Task<Void> a = Asyncio.createTask(() -> takeTurns("a", log));
                    Task<Void> b = Asyncio.createTask(() -> takeTurns("b", log));
                    a.await();
                    b.await();
                });
        assertEquals(List.of("a0", "b0", "a1", "b1", "a2", "b2"), log);
    }

    private static void takeTurns(String name, List<String> log) {
        for (int i = 0; i < 3; i++) {
            log.add(name + i);
            Asyncio.sleep(Duration.ZERO);
        }
    }

    /** Sleeps run beside each other, and wake in the order of their ends. */
    @Test
    default void sleepsOverlap() {
        List<String> log = new ArrayList<>();
        long start = loop().time();
        run(
                () -> {
                    Task<Void> longer = Asyncio.createTask(() -> sleepThenLog(20, "longer", log));
                    Task<Void> shorter = Asyncio.createTask(() -> sleepThenLog(5, "shorter", log));
                    longer.await();
                    shorter.await();
                });
        assertEquals(List.of("shorter", "longer"), log);
        assertTrue(loop().time() - start >= Duration.ofMillis(19).toNanos());
    }

    private static void sleepThenLog(int millis, String name, List<String> log) {
        Asyncio.sleep(Duration.ofMillis(millis));
        log.add(name);
    }

    /** A task knows itself, its loop and its name, and is listed until it is done. */
    @Test
    default void tasksAreKnown() {
        run(
                () -> {
                    Task<?> self = Asyncio.currentTask();
                    assertTrue(self != null && self.getLoop() == loop());
                    Task<Void> other =
                            loop().createTask(
                                            () -> {
                                                Asyncio.sleep(Duration.ZERO);
                                                return null;
                                            },
                                            TaskOptions.named("other"));
                    assertEquals("other", other.getName());
                    assertEquals(Set.of(self, other), Asyncio.allTasks());
                    other.await();
                    assertEquals(Set.of(self), Asyncio.allTasks());
                });
        assertNull(Asyncio.currentTask());
        assertEquals(Set.of(), loop().allTasks());
    }

    /** What a coroutine throws, checked or not, is what awaiting its task throws: that object. */
    @Test
    default void awaitThrowsTheVeryException() {
        IOException failure = new IOException("of the task");
        run(
                () -> {
                    Task<Void> task =
                            Asyncio.createTask(
                                    () -> {
                                        Asyncio.sleep(Duration.ZERO);
                                        throw failure;
                                    });
                    assertSame(failure, assertThrows(IOException.class, task::await));
                    assertSame(failure, task.exception());
                });
    }

    /** Waiting outside a coroutine fails at once and says why. */
    @Test
    default void callbacksCannotWait() {
        List<Throwable> failures = new ArrayList<>();
        loop().callSoon(
                        () -> {
                            Future<String> future = loop().createFuture();
                            failures.add(assertThrows(IllegalStateException.class, future::await));
                            failures.add(
                                    assertThrows(
                                            IllegalStateException.class,
                                            () -> Asyncio.sleep(Duration.ZERO)));
                            future.setResult("done");
                            assertEquals("done", future.await());
                        });
        iterate(1);
        assertEquals(2, failures.size());
        failures.forEach(each -> LoopFixture.assertSays("outside a coroutine", each));
    }

    /** A task can wait neither for itself nor for another loop's future. */
    @Test
    default void wrongFuturesAreRefused() {
        try (AbstractEventLoop other = openLoop()) {
            Future<String> foreign = other.createFuture();
            run(
                    () -> {
                        LoopFixture.assertSays(
                                "different loop",
                                assertThrows(IllegalStateException.class, foreign::await));
                        Task<?> self = Asyncio.currentTask();
                        LoopFixture.assertSays(
                                "itself", assertThrows(IllegalStateException.class, self::await));
                    });
        }
    }

    /** cancel() is passed on to what the task waits for, through any number of tasks. */
    @Test
    default void cancelReachesTheInnermost() {
        Future<String> innermost = loop().createFuture();
        run(
                () -> {
                    Task<String> inner = Asyncio.createTask(() -> innermost.await());
                    Task<String> outer = Asyncio.createTask(() -> inner.await());
                    waitUntil("the waits", () -> outer.toString().contains("wait_for"));
                    assertTrue(outer.cancel("enough"));
                    CancelledError error = assertThrows(CancelledError.class, outer::await);
                    assertEquals("enough", error.getMessage());
                    assertTrue(outer.cancelled() && inner.cancelled() && innermost.cancelled());
                    assertFalse(outer.cancel());
                });
    }

    /** A task cancelled before its first turn never runs. */
    @Test
    default void cancelledBeforeItStarts() {
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Task<Boolean> task = Asyncio.createTask(() -> log.add("ran"));
                    task.cancel();
                    assertThrows(CancelledError.class, task::await);
                });
        assertEquals(List.of(), log);
    }

    /** A cancellation with nothing awaited is remembered and delivered at the next await. */
    @Test
    default void cancelIsRemembered() {
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Task<Void> task =
                            Asyncio.createTask(
                                    () -> {
                                        Asyncio.currentTask().cancel();
                                        log.add("still running");
                                        Asyncio.sleep(Duration.ZERO);
                                        log.add("never");
                                    });
                    assertThrows(CancelledError.class, task::await);
                    assertTrue(task.cancelled());
                });
        assertEquals(List.of("still running"), log);
    }

    /** A coroutine may swallow a cancellation; the next one is delivered again. */
    @Test
    default void swallowedCancelCanBeRepeated() {
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Task<String> task =
                            Asyncio.createTask(
                                    () -> {
                                        for (int i = 0; i < 2; i++) {
                                            try {
                                                Asyncio.sleep(LONG);
                                            } catch (CancelledError e) {
                                                log.add("swallowed " + e.getMessage());
                                            }
                                        }
                                        return "went on";
                                    });
                    Asyncio.sleep(Duration.ZERO);
                    task.cancel("one");
                    Asyncio.sleep(Duration.ZERO);
                    Asyncio.sleep(Duration.ZERO);
                    assertFalse(task.done());
                    task.cancel("two");
                    assertEquals("went on", task.await());
                    assertFalse(task.cancelled());
                    assertEquals(2, task.cancelling());
                });
        assertEquals(List.of("swallowed one", "swallowed two"), log);
    }

    /** cancelling() counts; uncancel() down to zero drops what is not delivered. */
    @Test
    default void uncancelDropsAPendingCancel() {
        run(
                () -> {
                    Task<?> self = Asyncio.currentTask();
                    self.cancel();
                    self.cancel();
                    assertEquals(2, self.cancelling());
                    assertEquals(1, self.uncancel());
                    assertEquals(0, self.uncancel());
                    assertEquals(0, self.uncancel());
                    Asyncio.sleep(Duration.ZERO);
                });
    }

    /** A task that swallows the cancellation of what it awaits ends the outer wait normally. */
    @Test
    default void innerTaskMaySwallowForTheOuter() {
        run(
                () -> {
                    Task<String> inner =
                            Asyncio.createTask(
                                    () -> {
                                        try {
                                            Asyncio.sleep(LONG);
                                        } catch (CancelledError e) {
                                            return "swallowed";
                                        }
                                        return "slept";
                                    });
                    Task<String> outer = Asyncio.createTask(() -> inner.await());
                    Asyncio.sleep(Duration.ZERO);
                    Asyncio.sleep(Duration.ZERO);
                    outer.cancel();
                    assertEquals("swallowed", outer.await());
                });
    }

    /** A result that is there already is not lost to a cancellation in the same iteration. */
    @Test
    default void cancelAfterTheResultIsDeliveredAtTheNextAwait() {
        Future<String> future = loop().createFuture();
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Task<Void> task =
                            Asyncio.createTask(
                                    () -> {
                                        log.add(future.await());
                                    });
                    Asyncio.sleep(Duration.ZERO);
                    future.setResult("value");
                    task.cancel();
                    assertThrows(CancelledError.class, task::await);
                });
        assertEquals(List.of(), log);
        assertEquals("value", future.result());
    }

    /** The runner cancels what is left, waits for it, reports what failed and closes the loop. */
    @Test
    default void runnerCleansUp() {
        List<String> log = new ArrayList<>();
        RuntimeException failure = new RuntimeException("while being cancelled");
        AbstractEventLoop own = openLoop();
        own.setExceptionHandler((where, context) -> log.add("reported " + context.exception()));
        try (Runner runner = new Runner(null, () -> own)) {
            assertEquals("main", runner.run(() -> leaveTasksBehind(log, failure)));
        }
        assertTrue(own.isClosed());
        assertEquals(List.of("cancelled", "reported " + failure), log);
    }

    private static String leaveTasksBehind(List<String> log, RuntimeException failure) {
        Asyncio.createTask(
                () -> {
                    try {
                        Asyncio.sleep(LONG);
                    } catch (CancelledError e) {
                        Asyncio.sleep(Duration.ofMillis(1));
                        log.add("cancelled");
                        throw e;
                    }
                });
        Asyncio.createTask(
                () -> {
                    try {
                        Asyncio.sleep(LONG);
                    } finally {
                        fail(failure);
                    }
                });
        Asyncio.sleep(Duration.ZERO);
        return "main";
    }

    private static void fail(RuntimeException failure) {
        throw failure;
    }

    /** An eager task runs inside createTask until its first suspension, as the current task. */
    @Test
    default void eagerTaskRunsAtOnce() {
        List<Object> log = new ArrayList<>();
        run(
                () -> {
                    Task<?> parent = Asyncio.currentTask();
                    Task<String> child =
                            loop().createTask(
                                            () -> {
                                                log.add(Asyncio.currentTask());
                                                Asyncio.sleep(Duration.ZERO);
                                                log.add("resumed");
                                                return "late";
                                            },
                                            TaskOptions.DEFAULTS.withEagerStart(true));
                    assertEquals(List.of(child), log);
                    assertSame(parent, Asyncio.currentTask());
                    assertEquals("late", child.await());
                    Task<String> quick =
                            loop().createTask(
                                            () -> "at once",
                                            TaskOptions.DEFAULTS.withEagerStart(true));
                    assertTrue(quick.done());
                    assertEquals("at once", quick.result());
                });
        assertEquals(2, log.size());
    }

    /** Eager starts nest, and each parent goes on before anything else runs. */
    @Test
    default void eagerStartsNest() {
        List<String> log = new ArrayList<>();
        TaskOptions eager = TaskOptions.DEFAULTS.withEagerStart(true);
        run(
                () -> {
                    loop().callSoon(() -> log.add("callback"));
                    startNested(3, eager, log);
                    log.add("main");
                    Asyncio.sleep(Duration.ZERO);
                });
        assertEquals(
                List.of("in 3", "in 2", "in 1", "out 1", "out 2", "out 3", "main", "callback"),
                log);
    }

    private void startNested(int depth, TaskOptions eager, List<String> log) {
        if (depth == 0) {
            return;
        }
        Task<Void> task =
                loop().createTask(
                                () -> {
                                    log.add("in " + depth);
                                    startNested(depth - 1, eager, log);
                                    log.add("out " + depth);
                                    return null;
                                },
                                eager);
        assertTrue(task.done());
    }

    /** An eager task may be started by a callback too, and may fail at once. */
    @Test
    default void eagerTaskFromACallback() {
        List<Object> log = new ArrayList<>();
        IOException failure = new IOException("at once");
        loop().callSoon(
                        () -> {
                            Task<Object> task =
                                    loop().createTask(
                                                    () -> {
                                                        throw failure;
                                                    },
                                                    TaskOptions.DEFAULTS.withEagerStart(true));
                            log.add(task.done());
                            log.add(task.exception());
                            log.add(Asyncio.currentTask() == null);
                        });
        iterate(1);
        assertEquals(List.of(true, failure, true), log);
    }
}
