package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.toThread;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.ContextVar;
import weft.Coroutine;
import weft.Future;
import weft.Task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Rules of {@code toThread}. */
interface ToThreadRules extends CoroutineFixture {
    @Test
    default void toThreadRunsElsewhere() {
        run(
                () -> {
                    Thread here = Thread.currentThread();
                    Thread there = toThread(() -> Thread.currentThread());
                    assertNotSame(here, there);
                    assertFalse(there.isVirtual());
                    List<String> ran = new ArrayList<>();
                    Runnable action = () -> ran.add("action");
                    toThread(action);
                    assertEquals(List.of("action"), ran);
                });
    }

    @Test
    default void toThreadLetsTheLoopGoOn() {
        run(
                () -> {
                    CountDownLatch latch = new CountDownLatch(1);
                    Task<Boolean> blocked =
                            createTask(
                                    () ->
                                            toThread(
                                                    () -> {
                                                        latch.await();
                                                        return true;
                                                    }));
                    turns(3);
                    assertFalse(blocked.done());
                    latch.countDown();
                    assertTrue(blocked.await());
                });
    }

    @Test
    default void toThreadThrowsWhatTheFunctionThrows() {
        run(
                () -> {
                    IOException problem = new IOException();
                    assertSame(
                            problem,
                            assertThrows(
                                    IOException.class,
                                    () ->
                                            toThread(
                                                    () -> {
                                                        throw problem;
                                                    })));
                });
    }

    @Test
    default void toThreadRunsSideBySide() {
        run(
                () -> {
                    CountDownLatch both = new CountDownLatch(2);
                    Coroutine<Boolean> meets =
                            () ->
                                    toThread(
                                            () -> {
                                                both.countDown();
                                                both.await();
                                                return true;
                                            });
                    List<Boolean> results = gather(createTask(meets), createTask(meets)).await();
                    assertEquals(List.of(true, true), results);
                });
    }

    @Test
    default void toThreadCarriesTheContext() {
        ContextVar<String> variable = new ContextVar<>("variable", "default");
        run(
                () -> {
                    variable.set("of the task");
                    String seen =
                            toThread(
                                    () -> {
                                        String before = variable.get();
                                        variable.set("of the thread");
                                        return before + ", then " + variable.get();
                                    });
                    assertEquals("of the task, then of the thread", seen);
                    assertEquals("of the task", variable.get());
                });
    }

    @Test
    default void toThreadNeedsACoroutine() {
        IllegalStateException problem =
                assertThrows(IllegalStateException.class, () -> toThread(() -> 1));
        assertTrue(String.valueOf(problem.getMessage()).contains("outside a coroutine"));
    }

    @Test
    default void toThreadRunsAFunctionWithoutAResult() {
        AtomicBoolean ran = new AtomicBoolean();
        run(() -> toThread(() -> ran.set(true)));
        assertTrue(ran.get());
    }

    @Test
    default void toThreadWithoutAResultNeedsACoroutine() {
        AtomicBoolean ran = new AtomicBoolean();
        Runnable action = () -> ran.set(true);
        assertThrows(IllegalStateException.class, () -> toThread(action));
        assertFalse(ran.get());
    }

    @Test
    default void toThreadCancelledLetsItsFunctionEnd() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    CountDownLatch started = new CountDownLatch(1);
                    CountDownLatch released = new CountDownLatch(1);
                    Future<Boolean> ended = loop.createFuture();
                    Coroutine<Boolean> waits =
                            () ->
                                    toThread(
                                            () -> {
                                                started.countDown();
                                                released.await();
                                                loop.callSoonThreadsafe(
                                                        () -> ended.setResult(true));
                                                return true;
                                            });
                    Task<Boolean> task = createTask(waits);
                    assertTrue(
                            toThread(
                                    () -> {
                                        started.await();
                                        return true;
                                    }));
                    task.cancel();
                    assertCancelled(task);
                    released.countDown();
                    assertTrue(ended.await());
                });
    }
}
