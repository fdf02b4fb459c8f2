package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.currentTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.Asyncio.toThread;
import static weft.testkit.coroutines.LibraryThreadRules.carrierName;
import static weft.testkit.coroutines.LibraryThreadRules.take;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.CancelledError;
import weft.ContextVar;
import weft.ExceptionContext;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Rules of {@code coroutineExecutor}. */
interface CoroutineExecutorRules extends CoroutineFixture {
    @Test
    default void coroutineExecutorRunsFunctionsAsTasksOfTheLoop() {
        run(
                () -> {
                    String carrier = carrierName();
                    ExecutorService executor = getRunningLoop().coroutineExecutor();
                    Future<String> name =
                            executor.submit(
                                    () -> {
                                        sleep(SOON);
                                        assertEquals(carrier, carrierName());
                                        return requireNonNull(currentTask()).getName();
                                    });
                    assertEquals(2, getRunningLoop().allTasks().size());
                    assertTrue(name.get().startsWith("weft-coroutine-"), name.get());
                });
    }

    @Test
    default void coroutineExecutorServesOtherThreads() {
        run(
                () -> {
                    String carrier = carrierName();
                    ExecutorService executor = getRunningLoop().coroutineExecutor();
                    List<Callable<String>> functions = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        int number = i;
                        functions.add(
                                () -> {
                                    sleep(SOON);
                                    return number + carrierName();
                                });
                    }
                    List<String> results =
                            toThread(
                                    () -> {
                                        try (executor) {
                                            assertEquals("any", executor.submit(() -> "any").get());
                                            return executor.invokeAll(functions).stream()
                                                    .map(Future::resultNow)
                                                    .toList();
                                        }
                                    });
                    assertEquals(
                            IntStream.range(0, 20).mapToObj(i -> i + carrier).toList(), results);
                    assertTrue(executor.isTerminated());
                });
    }

    @Test
    default void coroutineExecutorRunsFunctionsSideBySide() {
        run(
                () -> {
                    ExecutorService executor = getRunningLoop().coroutineExecutor();
                    CountDownLatch all = new CountDownLatch(50);
                    Callable<Boolean> meets =
                            () -> {
                                all.countDown();
                                return all.await(1, TimeUnit.MINUTES);
                            };
                    List<Callable<Boolean>> functions =
                            IntStream.range(0, 50).mapToObj(i -> meets).toList();
                    for (Future<Boolean> met : executor.invokeAll(functions)) {
                        assertTrue(met.resultNow());
                    }
                    assertEquals("the first", executor.invokeAny(List.of(() -> "the first")));
                });
    }

    @Test
    default void coroutineExecutorBeginsInTheOrderOfSubmission() {
        run(
                () -> {
                    List<Integer> order = new ArrayList<>();
                    try (ExecutorService executor = getRunningLoop().coroutineExecutor()) {
                        for (int i = 0; i < 10; i++) {
                            int number = i;
                            executor.execute(() -> order.add(number));
                        }
                        assertEquals(List.of(), order, "submitting runs nothing");
                    }
                    assertEquals(IntStream.range(0, 10).boxed().toList(), order);
                });
    }

    @Test
    default void coroutineExecutorCarriesTheSubmittersContext() {
        ContextVar<String> variable = new ContextVar<>("variable", "default");
        Callable<String> read = variable::get;
        run(
                () -> {
                    ExecutorService executor = getRunningLoop().coroutineExecutor();
                    variable.set("of the submitter");
                    Future<String> seen = executor.submit(read);
                    variable.set("changed since");
                    assertEquals("of the submitter", seen.get());
                    assertEquals(
                            "changed since",
                            toThread(() -> executor.submit(read).get()),
                            "to a thread and back");
                });
    }

    @Test
    default void coroutineExecutorKeepsFailuresForWhoeverAsks() {
        IOException failure = new IOException("on purpose");
        run(
                () -> {
                    Future<Object> failed =
                            getRunningLoop()
                                    .coroutineExecutor()
                                    .submit(
                                            () -> {
                                                throw failure;
                                            });
                    assertSame(
                            failure,
                            assertThrows(ExecutionException.class, failed::get).getCause());
                });
    }

    @Test
    default void coroutineExecutorReportsFailuresThatNobodyCanAskFor() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            try (ExecutorService executor = getRunningLoop().coroutineExecutor()) {
                                executor.execute(
                                        () -> {
                                            throw failure;
                                        });
                            }
                        });
        assertEquals(1, reports.size(), reports::toString);
        assertSame(failure, reports.getFirst().exception());
    }

    @Test
    default void coroutineExecutorServesCompletableFutures() {
        run(
                () -> {
                    String carrier = carrierName();
                    ExecutorService executor = getRunningLoop().coroutineExecutor();
                    CompletableFuture<Integer> sum =
                            CompletableFuture.supplyAsync(() -> sleep(SOON, 1), executor)
                                    .thenCombineAsync(
                                            CompletableFuture.supplyAsync(
                                                    () -> sleep(SOON, 2), executor),
                                            (a, b) -> {
                                                assertEquals(carrier, carrierName());
                                                return a + b;
                                            },
                                            executor);
                    assertEquals(3, sum.get());
                });
    }

    @Test
    default void coroutineExecutorServesRunInExecutor() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    ExecutorService executor = loop.coroutineExecutor();
                    assertEquals(
                            carrierName(),
                            loop.runInExecutor(executor, LibraryThreadRules::carrierName).await());
                });
    }

    @Test
    default void cancelledFunctionOfTheCoroutineExecutorEnds() {
        run(
                () -> {
                    List<String> log = new ArrayList<>();
                    ExecutorService executor = getRunningLoop().coroutineExecutor();
                    weft.Future<String> never = getRunningLoop().createFuture();
                    Future<?> awaits =
                            executor.submit(
                                    () -> {
                                        try {
                                            never.await();
                                        } catch (CancelledError e) {
                                            log.add("cancelled");
                                        }
                                    });
                    Future<?> blocks =
                            executor.submit(
                                    () -> {
                                        try {
                                            new LinkedBlockingQueue<String>().take();
                                        } catch (InterruptedException e) {
                                            log.add("interrupted");
                                        }
                                    });
                    CoroutineFixture.turn();
                    assertTrue(awaits.cancel(true));
                    toThread(() -> blocks.cancel(true));
                    executor.close();
                    assertEquals(
                            List.of("cancelled", "interrupted"), log.stream().sorted().toList());
                });
    }

    @Test
    default void shutDownCoroutineExecutorRefusesAndWaits() {
        run(
                () -> {
                    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                    ExecutorService executor = getRunningLoop().coroutineExecutor();
                    Future<String> blocked = executor.submit(() -> take(queue));
                    assertFalse(executor.isShutdown());
                    executor.shutdown();
                    assertTrue(executor.isShutdown());
                    assertFalse(executor.isTerminated());
                    RejectedExecutionException refusal =
                            assertThrows(
                                    RejectedExecutionException.class,
                                    () -> executor.execute(() -> {}));
                    assertTrue(String.valueOf(refusal.getMessage()).contains("shut down"));
                    assertFalse(executor.awaitTermination(1, TimeUnit.MILLISECONDS));
                    queue.add("taken");
                    assertTrue(executor.awaitTermination(1, TimeUnit.MINUTES));
                    assertEquals("taken", blocked.get());
                    assertTrue(executor.isTerminated());
                    assertEquals(
                            "another",
                            getRunningLoop().coroutineExecutor().submit(() -> "another").get(),
                            "each has an end of its own");
                });
    }

    @Test
    default void coroutineExecutorShutDownAtOnceInterrupts() {
        run(
                () -> {
                    ExecutorService executor = getRunningLoop().coroutineExecutor();
                    Future<?> blocked =
                            executor.submit(() -> new LinkedBlockingQueue<String>().take());
                    CoroutineFixture.turn();
                    assertEquals(List.of(), toThread(executor::shutdownNow));
                    assertTrue(executor.awaitTermination(1, TimeUnit.MINUTES));
                    assertEquals(InterruptedException.class, blocked.exceptionNow().getClass());
                });
    }

    @Test
    default void coroutineExecutorWithoutWorkIsTerminatedAtOnce() {
        try (AbstractEventLoop loop = newLoop()) {
            ExecutorService executor = loop.coroutineExecutor();
            executor.close();
            assertTrue(executor.isTerminated());
        }
    }

    @Test
    default void coroutineExecutorIsNotWaitedForWhereTheLoopShouldRun() {
        try (AbstractEventLoop loop = newLoop()) {
            loop.runUntilComplete(() -> null);
            ExecutorService executor = loop.coroutineExecutor();
            Future<String> pending = executor.submit(() -> "ran");
            executor.shutdown();
            assertThrows(IllegalStateException.class, executor::close);
            loop.runUntilComplete(
                    () -> {
                        executor.close();
                        return null;
                    });
            assertEquals("ran", pending.resultNow());
        }
    }

    @Test
    default void runCancelsFunctionsOfTheCoroutineExecutorAndWaits() {
        List<String> log = new ArrayList<>();
        List<Future<?>> futures = new ArrayList<>();
        run(
                () -> {
                    ExecutorService executor = getRunningLoop().coroutineExecutor();
                    futures.add(
                            executor.submit(
                                    () -> {
                                        try {
                                            sleep(NEVER);
                                        } finally {
                                            sleep(SOON);
                                            log.add("cleaned up");
                                        }
                                    }));
                    CoroutineFixture.turn();
                });
        assertEquals(List.of("cleaned up"), log);
        assertEquals(CancelledError.class, futures.getFirst().exceptionNow().getClass());
    }

    @Test
    default void closedLoopRefusesFunctions() throws InterruptedException {
        AbstractEventLoop loop = newLoop();
        loop.setExceptionHandler((where, context) -> {}); // of what is pending
        ExecutorService executor = loop.coroutineExecutor();
        Future<String> pending = executor.submit(() -> "ran");
        loop.close();
        RejectedExecutionException refusal =
                assertThrows(RejectedExecutionException.class, () -> executor.execute(() -> {}));
        assertTrue(String.valueOf(refusal.getMessage()).contains("the event loop is closed"));
        executor.shutdown();
        assertTrue(executor.awaitTermination(1, TimeUnit.MINUTES));
        assertTrue(pending.isCancelled());
    }

    @Test
    default void coroutineExecutorLosesNothingWhenItIsShutDownMeanwhile() {
        run(
                () -> {
                    int[] ran = {0};
                    AtomicInteger accepted = new AtomicInteger();
                    ExecutorService executor = getRunningLoop().coroutineExecutor();
                    CountDownLatch underWay = new CountDownLatch(4 * 50);
                    try (ExecutorService submitters = Executors.newFixedThreadPool(4)) {
                        for (int i = 0; i < 4; i++) {
                            submitters.execute(
                                    () -> submitUntilRefused(executor, accepted, underWay, ran));
                        }
                        underWay.await();
                        executor.shutdown();
                        assertTrue(executor.awaitTermination(1, TimeUnit.MINUTES));
                    }
                    assertEquals(accepted.get(), ran[0]);
                });
    }

    private static void submitUntilRefused(
            ExecutorService executor, AtomicInteger accepted, CountDownLatch underWay, int[] ran) {
        try {
            while (true) {
                executor.execute(() -> ran[0]++);
                accepted.incrementAndGet();
                underWay.countDown();
            }
        } catch (RejectedExecutionException expected) {
            underWay.countDown();
        }
    }

    @Test
    default void everyFunctionEndsWhenTheLoopIsClosedMeanwhile() throws InterruptedException {
        AbstractEventLoop loop = newLoop();
        loop.setExceptionHandler((where, context) -> {}); // of what is pending
        ExecutorService executor = loop.coroutineExecutor();
        BlockingQueue<Future<?>> accepted = new LinkedBlockingQueue<>();
        CountDownLatch underWay = new CountDownLatch(100);
        Thread submitter =
                new Thread(
                        () -> {
                            try {
                                while (true) {
                                    accepted.add(executor.submit(() -> {}));
                                    underWay.countDown();
                                }
                            } catch (RejectedExecutionException expected) {
                                executor.shutdown();
                            }
                        });
        submitter.start();
        underWay.await();
        loop.close();
        submitter.join();
        assertTrue(executor.awaitTermination(1, TimeUnit.MINUTES), executor::toString);
        assertTrue(accepted.size() >= 100);
        assertTrue(accepted.stream().allMatch(Future::isDone));
    }
}
