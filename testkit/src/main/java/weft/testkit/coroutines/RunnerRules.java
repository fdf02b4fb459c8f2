package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.currentTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.BaseEventLoopPolicy;
import weft.CancelledError;
import weft.Context;
import weft.ContextVar;
import weft.Coroutine;
import weft.Event;
import weft.EventLoopPolicies;
import weft.EventLoopPolicy;
import weft.ExceptionContext;
import weft.Future;
import weft.Runner;
import weft.Task;
import weft.TaskOptions;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Rules of {@link Runner}, {@link Asyncio#run} and {@code runUntilComplete}. */
interface RunnerRules extends CoroutineFixture {
    private Runner newRunner() {
        return new Runner(null, this::newLoop);
    }

    private static void assertSays(String words, Throwable problem) {
        assertTrue(String.valueOf(problem.getMessage()).contains(words), problem::toString);
    }

    @Test
    default void runnerRunsOneAfterTheOtherOnOneLoop() {
        try (Runner runner = newRunner()) {
            AbstractEventLoop loop = runner.getLoop();
            assertSame(loop, runner.getLoop());
            assertSame(loop, runner.run(() -> getRunningLoop()));
            assertEquals(
                    "second",
                    runner.run(
                            () -> {
                                assertSame(loop, getRunningLoop());
                                return "second";
                            }));
            assertFalse(loop.isClosed());
        }
    }

    @Test
    default void runnerClosesItsLoopOnce() {
        Runner runner = newRunner();
        AbstractEventLoop loop = runner.getLoop();
        runner.close();
        assertTrue(loop.isClosed());
        runner.close();
        IllegalStateException problem =
                assertThrows(IllegalStateException.class, () -> runner.run(() -> 1));
        assertEquals("Runner is closed", problem.getMessage());
        assertThrows(IllegalStateException.class, runner::getLoop);
    }

    @Test
    default void runnerThatWasNotUsedIsNotClosed() {
        Runner runner = newRunner();
        runner.close();
        assertEquals(3, runner.<Integer>run(() -> 3));
        runner.close();
    }

    @Test
    default void runnerThrowsTheVeryException() {
        IOException failure = new IOException("the very one");
        Coroutine<String> failing =
                () -> {
                    throw failure;
                };
        try (Runner runner = newRunner()) {
            assertSame(failure, assertThrows(IOException.class, () -> runner.run(failing)));
            assertEquals("goes on", runner.<String>run(() -> "goes on"));
        }
        AbstractEventLoop[] used = new AbstractEventLoop[1];
        assertThrows(
                IOException.class, () -> Asyncio.run(failing, null, () -> used[0] = newLoop()));
        assertTrue(used[0].isClosed());
    }

    @Test
    default void runnerThrowsCancellationOfTheMainTask() {
        try (Runner runner = newRunner()) {
            Coroutine<String> cancelled =
                    () -> {
                        Objects.requireNonNull(currentTask()).cancel("by itself");
                        turnOver();
                        return "not reached";
                    };
            CancelledError error = assertThrows(CancelledError.class, () -> runner.run(cancelled));
            assertEquals("by itself", error.getMessage());
        }
    }

    private static void turnOver() {
        CoroutineFixture.turn();
    }

    @Test
    default void runnersContextIsSharedByItsRuns() {
        ContextVar<String> variable = new ContextVar<>("variable", "default");
        try (ContextVar.Token<String> token = variable.set("outside");
                Runner runner = newRunner()) {
            assertSame(variable, token.variable());
            assertEquals("outside", runner.<String>run(() -> variable.get()));
            runner.run(
                    () -> {
                        variable.set("inside");
                    });
            assertEquals("inside", runner.<String>run(() -> variable.get()));
            assertEquals("outside", variable.get());
        }
    }

    @Test
    default void runnerTakesAContext() {
        ContextVar<String> variable = new ContextVar<>("variable", "default");
        Context context = new Context();
        try (Runner runner = newRunner()) {
            Coroutine<String> setting =
                    () -> {
                        variable.set("given");
                        return variable.get();
                    };
            assertEquals("given", runner.run(setting, context));
            assertEquals("given", context.run(() -> variable.get()));
            assertEquals("default", runner.<String>run(() -> variable.get()));
        }
    }

    @Test
    default void runnerSwitchesDebugMode() {
        try (Runner on = new Runner(true, this::newLoop);
                Runner off = new Runner(false, this::newLoop)) {
            assertTrue(on.getLoop().getDebug());
            assertFalse(off.getLoop().getDebug());
        }
        assertTrue(Asyncio.run(() -> getRunningLoop().getDebug(), true, this::newLoop));
    }

    @Test
    default void runnerDoesNotNest() {
        run(
                () -> {
                    IllegalStateException problem =
                            assertThrows(
                                    IllegalStateException.class,
                                    () -> Asyncio.run(() -> 1, null, this::newLoop));
                    assertSays("cannot be called from a running event loop", problem);
                    try (Runner runner = newRunner()) {
                        assertThrows(IllegalStateException.class, () -> runner.run(() -> 1));
                    }
                });
    }

    @Test
    default void runnerOfARunningLoopCannotBeClosed() {
        try (Runner runner = newRunner()) {
            runner.run(
                    () -> {
                        IllegalStateException problem =
                                assertThrows(IllegalStateException.class, runner::close);
                        assertSays("running", problem);
                    });
            assertFalse(runner.getLoop().isClosed());
        }
    }

    @Test
    default void runnerCancelsWhatIsLeftAndWaitsForIt() {
        List<String> log = new ArrayList<>();
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            Future<String> never = getRunningLoop().createFuture();
                            createTask(
                                    () -> {
                                        try {
                                            never.await();
                                        } finally {
                                            sleep(SOON);
                                            log.add("cleaned up");
                                        }
                                    });
                            createTask(
                                    () -> {
                                        try {
                                            sleep(NEVER);
                                        } catch (CancelledError e) {
                                            throw new IOException("while ending", e);
                                        }
                                    });
                            CoroutineFixture.turn();
                        });
        assertEquals(List.of("cleaned up"), log);
        assertEquals(1, reports.size(), reports::toString);
        assertSays("while ending", Objects.requireNonNull(reports.get(0).exception()));
        assertTrue(reports.get(0).message().startsWith("unhandled exception during"));
        assertTrue(reports.get(0).get("task") instanceof Task);
    }

    @Test
    default void runnerShutsTheDefaultExecutorDown() {
        Thread[] worker = new Thread[1];
        run(
                () -> {
                    worker[0] = Asyncio.toThread(() -> Thread.currentThread());
                });
        joinWorker(worker[0]);
        assertFalse(worker[0].isAlive());
    }

    private static void joinWorker(Thread worker) {
        try {
            worker.join(30_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    default void runnerWithoutAFactoryAsksThePolicyAndSetsTheThreadsLoop() {
        EventLoopPolicy policy =
                new BaseEventLoopPolicy() {
                    @Override
                    public AbstractEventLoop newEventLoop() {
                        return newLoop();
                    }
                };
        EventLoopPolicies.set(policy);
        try {
            try (Runner runner = new Runner()) {
                AbstractEventLoop loop = runner.getLoop();
                assertSame(loop, Asyncio.getEventLoop());
                assertSame(loop, policy.getEventLoop());
            }
            assertThrows(IllegalStateException.class, Asyncio::getEventLoop);
            AbstractEventLoop used = Asyncio.run(() -> getRunningLoop());
            assertTrue(used.isClosed());
        } finally {
            EventLoopPolicies.set(null);
        }
    }

    @Test
    default void runUntilCompleteGoesOnAfterAStop() {
        try (AbstractEventLoop loop = newLoop()) {
            Future<String> future = loop.createFuture();
            Task<String> task = loop.createTask(future::await);
            loop.callSoon(loop::stop);
            IllegalStateException problem =
                    assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(task));
            assertSays("event loop stopped before Future completed", problem);
            assertFalse(task.done());
            loop.callSoon(() -> future.setResult("later"));
            assertEquals("later", loop.runUntilComplete(task));
            assertEquals("later", loop.runUntilComplete(task));
        }
    }

    @Test
    default void runUntilCompleteRunsNothingForAWrongArgument() {
        AbstractEventLoop other = newLoop();
        try (AbstractEventLoop loop = newLoop()) {
            Future<String> foreign = other.createFuture();
            assertThrows(IllegalArgumentException.class, () -> loop.runUntilComplete(foreign));
        } finally {
            other.close();
        }
        IllegalStateException closed =
                assertThrows(IllegalStateException.class, () -> other.runUntilComplete(() -> 1));
        assertSays("closed", closed);
    }

    @Test
    default void taskNobodyLooksAtIsReportedWithItsName() {
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            AbstractEventLoop loop = getRunningLoop();
                            Event reported = new Event();
                            var handler = Objects.requireNonNull(loop.getExceptionHandler());
                            loop.setExceptionHandler(
                                    (where, context) -> {
                                        handler.handle(where, context);
                                        reported.set();
                                    });
                            abandonTask();
                            while (!reported.isSet()) {
                                System.gc();
                                CoroutineFixture.turn();
                            }
                        });
        assertEquals("Task exception was never retrieved", reports.get(0).message());
        String text = String.valueOf(reports.get(0).get("future"));
        assertTrue(text.startsWith("<Task finished name='lonely' coro=<"), text);
        assertTrue(text.endsWith("exception=java.io.IOException: unseen>"), text);
    }

    private static void abandonTask() {
        createTask(
                () -> {
                    throw new IOException("unseen");
                },
                TaskOptions.named("lonely"));
        CoroutineFixture.turns(2);
    }

    @Test
    default void pendingTaskIsReportedWithItsOriginWhenTheLoopCloses() {
        List<ExceptionContext> reports = new ArrayList<>();
        AbstractEventLoop loop = newLoop();
        loop.setDebug(true);
        loop.setExceptionHandler((where, context) -> reports.add(context));
        Future<String> never = loop.createFuture();
        Task<String> task = loop.createTask(never::await);
        loop.stop();
        loop.runForever();
        loop.close();
        assertEquals(1, reports.size(), reports::toString);
        assertEquals("Task was destroyed but it is pending!", reports.get(0).message());
        assertSame(task, reports.get(0).get("task"));
        assertTrue(task.toString().contains("created at RunnerRules.java:"), task::toString);
        assertTrue(task.cancelled());
        assertNotNull(task.getName());
        assertNotEquals(0, task.cancelling());
    }
}
