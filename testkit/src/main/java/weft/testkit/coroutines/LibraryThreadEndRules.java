package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.Asyncio.toThread;
import static weft.testkit.coroutines.LibraryThreadRules.startThread;
import static weft.testkit.coroutines.LibraryThreadRules.take;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.CancelledError;
import weft.ExceptionContext;
import weft.Future;
import weft.Task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;

/** Rules of how threads of {@code threadFactory} end: cancelled, interrupted, failed, closed. */
interface LibraryThreadEndRules extends CoroutineFixture {
    @Test
    default void libraryThreadsFailureGoesToTheExceptionHandler() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        List<Task<?>> failed = new ArrayList<>();
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            Task<?> task =
                                    startThread(
                                            () -> {
                                                throw failure;
                                            });
                            failed.add(task);
                            assertNull(task.await(), "as after Thread.join");
                        });
        assertEquals(1, reports.size(), reports::toString);
        assertSame(failure, reports.getFirst().exception());
        assertSame(failed.getFirst(), reports.getFirst().get("task"));
        assertEquals(
                "Unhandled exception in thread " + failed.getFirst().getName(),
                reports.getFirst().message());
    }

    @Test
    default void libraryThreadsOwnHandlerComesFirst() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        List<Object> told = new ArrayList<>();
        run(
                () -> {
                    Thread thread =
                            getRunningLoop()
                                    .threadFactory()
                                    .newThread(
                                            () -> {
                                                throw failure;
                                            });
                    thread.setUncaughtExceptionHandler(
                            (where, problem) -> {
                                told.add(where);
                                told.add(problem);
                            });
                    thread.start();
                    thread.join();
                    assertEquals(List.of(thread, failure), told);
                });
    }

    @Test
    default void libraryThreadsHandlerThatFailsIsReported() {
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            Thread thread =
                                    getRunningLoop()
                                            .threadFactory()
                                            .newThread(
                                                    () -> {
                                                        throw new IllegalStateException("first");
                                                    });
                            thread.setUncaughtExceptionHandler(
                                    (where, problem) -> {
                                        throw new UnsupportedOperationException("second");
                                    });
                            thread.start();
                            thread.join();
                        });
        assertEquals(1, reports.size(), reports::toString);
        assertInstanceOf(UnsupportedOperationException.class, reports.getFirst().exception());
    }

    @Test
    default void cancelledLibraryThreadIsInterruptedWhereItBlocks() {
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                    Task<?> task =
                            startThread(
                                    () -> {
                                        try {
                                            log.add(queue.take());
                                        } catch (InterruptedException e) {
                                            log.add("interrupted");
                                        }
                                    });
                    CoroutineFixture.turn();
                    assertTrue(task.cancel());
                    CoroutineFixture.assertCancelled(task);
                });
        assertEquals(List.of("interrupted"), log);
    }

    @Test
    default void cancelledLibraryThreadStopsAwaiting() {
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Task<?> task =
                            startThread(
                                    () -> {
                                        try {
                                            sleep(NEVER);
                                        } catch (CancelledError e) {
                                            log.add("cancelled");
                                            throw e;
                                        }
                                    });
                    CoroutineFixture.turn();
                    task.cancel();
                    CoroutineFixture.assertCancelled(task);
                    assertTrue(task.cancelled());
                });
        assertEquals(List.of("cancelled"), log);
    }

    @Test
    default void cancelledLibraryThreadDoesNotBegin() {
        List<String> log = new ArrayList<>();
        run(
                () -> {
                    Task<?> task = startThread(() -> log.add("ran"));
                    task.cancel();
                    CoroutineFixture.assertCancelled(task);
                });
        assertEquals(List.of(), log);
    }

    @Test
    default void interruptedLibraryThreadStopsAwaiting() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    Future<String> ended = loop.createFuture();
                    Future<String> never = loop.createFuture();
                    Thread thread =
                            loop.threadFactory()
                                    .newThread(
                                            () -> {
                                                try {
                                                    never.await();
                                                } catch (CancelledError e) {
                                                    ended.setResult("cancelled");
                                                }
                                            });
                    thread.start();
                    CoroutineFixture.turn();
                    toThread(
                            () -> {
                                thread.interrupt();
                                return null;
                            });
                    assertEquals("cancelled", ended.await());
                    thread.join();
                });
    }

    @Test
    default void libraryThreadDoesNotKeepARunFromEnding() {
        List<String> log = new ArrayList<>();
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            startThread(
                                    () -> {
                                        try {
                                            log.add(new LinkedBlockingQueue<String>().take());
                                        } catch (InterruptedException e) {
                                            log.add("interrupted");
                                        }
                                    });
                            CoroutineFixture.turn();
                        });
        assertEquals(List.of("interrupted"), log, "closing the loop cancels it");
        assertEquals(
                List.of("Task was destroyed but it is pending!"),
                reports.stream().map(ExceptionContext::message).toList());
    }

    @Test
    @Tag("slow")
    default void libraryThreadOutlivesItsLoopWhereItMust() throws InterruptedException {
        List<String> reports = new ArrayList<>();
        BlockingQueue<String> queue = new LinkedBlockingQueue<>();
        BlockingQueue<String> log = new LinkedBlockingQueue<>();
        Thread thread;
        try (AbstractEventLoop loop = newLoop()) {
            loop.setExceptionHandler((where, context) -> reports.add(context.message()));
            thread =
                    loop.threadFactory()
                            .newThread(
                                    () -> {
                                        String taken = null;
                                        while (taken == null) {
                                            try {
                                                taken = queue.take();
                                            } catch (InterruptedException e) {
                                                log.add("interrupted");
                                            }
                                        }
                                        log.add(taken);
                                    });
            thread.start();
            loop.runUntilComplete(
                    () -> {
                        CoroutineFixture.turns(2);
                        return null;
                    });
        }
        assertEquals(2, reports.size(), reports::toString);
        assertEquals("Task was destroyed but it is pending!", reports.get(0));
        assertTrue(reports.get(1).startsWith("Task outlived its loop"), reports.get(1));
        assertTrue(thread.isAlive());
        queue.add("late");
        thread.join();
        assertEquals(List.of("interrupted", "late"), List.copyOf(log));
    }

    @Test
    default void libraryThreadThatHadNoTurnDoesNotRunAfterTheLoop() throws InterruptedException {
        List<String> log = new ArrayList<>();
        List<String> reports = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try (AbstractEventLoop loop = newLoop()) {
            loop.setExceptionHandler((where, context) -> reports.add(context.message()));
            ThreadFactory factory = loop.threadFactory();
            threads.add(factory.newThread(() -> log.add("started by the owner")));
            threads.add(factory.newThread(() -> log.add("started elsewhere")));
            threads.getFirst().start();
            Thread elsewhere = new Thread(threads.getLast()::start);
            elsewhere.start();
            elsewhere.join();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), log);
        assertEquals(
                List.of(
                        "Task was destroyed but it is pending!",
                        "Task was destroyed but it is pending!"),
                reports);
    }

    @Test
    default void closedLoopRefusesThreads() {
        AbstractEventLoop loop = newLoop();
        ThreadFactory factory = loop.threadFactory();
        loop.close();
        Thread thread = factory.newThread(() -> {});
        RejectedExecutionException refusal =
                assertThrows(RejectedExecutionException.class, thread::start);
        assertTrue(String.valueOf(refusal.getMessage()).contains("the event loop is closed"));
        assertFalse(thread.isAlive());
        assertThrows(IllegalStateException.class, loop::threadFactory);
        assertThrows(IllegalStateException.class, loop::coroutineExecutor);
    }

    @Test
    default void libraryThreadThatNobodyStartsLeavesNoTrace() {
        try (AbstractEventLoop loop = newLoop()) {
            loop.setExceptionHandler(
                    (where, context) -> {
                        throw new AssertionError(context);
                    });
            Thread thread = loop.threadFactory().newThread(() -> {});
            assertTrue(loop.allTasks().isEmpty());
            assertEquals(Thread.State.NEW, thread.getState());
        }
    }

    @Test
    default void threadsOfALibraryThreadRunOnTheLoopToo() {
        run(
                () -> {
                    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                    List<String> carriers = new ArrayList<>();
                    Task<?> task =
                            startThread(
                                    () -> {
                                        Thread.startVirtualThread(
                                                () -> queue.add(LibraryThreadRules.carrierName()));
                                        carriers.add(take(queue));
                                    });
                    task.await();
                    assertEquals(List.of(LibraryThreadRules.carrierName()), carriers);
                });
    }
}
