package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.toThread;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Future;
import weft.spi.RunningLoop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Rules of {@code runInExecutor} and the loop's default executor. */
interface ExecutorRules extends CoroutineFixture {
    @Test
    default void executorRunsOffTheLoop() {
        run(
                () -> {
                    Thread loopSide = Thread.currentThread();
                    Thread worker =
                            getRunningLoop()
                                    .runInExecutor(
                                            null,
                                            () -> {
                                                assertNull(RunningLoop.current());
                                                return Thread.currentThread();
                                            })
                                    .await();
                    assertNotSame(loopSide, worker);
                    assertFalse(worker.isVirtual());
                });
    }

    @Test
    default void executorPassesTheVeryException() {
        IOException failure = new IOException("off the loop");
        run(
                () -> {
                    Future<String> future =
                            getRunningLoop()
                                    .runInExecutor(
                                            null,
                                            () -> {
                                                throw failure;
                                            });
                    assertSame(failure, assertThrows(IOException.class, future::await));
                });
    }

    @Test
    default void executorLetsTheLoopGoOn() {
        run(
                () -> {
                    CountDownLatch latch = new CountDownLatch(1);
                    Future<String> blocked =
                            getRunningLoop()
                                    .runInExecutor(
                                            null,
                                            () -> {
                                                latch.await();
                                                return "released";
                                            });
                    CoroutineFixture.turns(3);
                    assertFalse(blocked.done());
                    latch.countDown();
                    assertEquals("released", blocked.await());
                });
    }

    @Test
    default void executorRunsManyFunctions() {
        run(
                () -> {
                    List<Future<Integer>> futures = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        int number = i;
                        futures.add(getRunningLoop().runInExecutor(null, () -> number));
                    }
                    assertEquals(
                            IntStream.range(0, 100).boxed().toList(),
                            Asyncio.<Integer>gather(futures).await());
                });
    }

    @Test
    default void executorOfOnesOwnIsUsed() {
        try (ExecutorService own =
                Executors.newSingleThreadExecutor(task -> new Thread(task, "own"))) {
            run(
                    () ->
                            assertEquals(
                                    "own",
                                    getRunningLoop()
                                            .runInExecutor(
                                                    own, () -> Thread.currentThread().getName())
                                            .await()));
            assertFalse(own.isShutdown());
        }
    }

    @Test
    default void executorThatRefusesSaysSoAtOnce() {
        ExecutorService own = Executors.newSingleThreadExecutor();
        own.close();
        run(
                () ->
                        assertThrows(
                                RejectedExecutionException.class,
                                () -> getRunningLoop().runInExecutor(own, () -> 1)));
    }

    @Test
    default void cancelledFunctionDoesNotStartAnyMore() {
        try (ExecutorService own = Executors.newSingleThreadExecutor()) {
            run(
                    () -> {
                        CountDownLatch latch = new CountDownLatch(1);
                        AtomicBoolean ran = new AtomicBoolean();
                        AbstractEventLoop loop = getRunningLoop();
                        Future<String> first =
                                loop.runInExecutor(
                                        own,
                                        () -> {
                                            latch.await();
                                            return "first";
                                        });
                        Future<Object> second =
                                loop.runInExecutor(
                                        own,
                                        () -> {
                                            ran.set(true);
                                            return "second";
                                        });
                        assertTrue(second.cancel());
                        CoroutineFixture.turn();
                        latch.countDown();
                        assertEquals("first", first.await());
                        assertEquals("third", loop.runInExecutor(own, () -> "third").await());
                        assertFalse(ran.get());
                    });
        }
    }

    @Test
    default void defaultExecutorCanBeReplaced() {
        ExecutorService own = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
        run(
                () -> {
                    getRunningLoop().setDefaultExecutor(own);
                    assertEquals("mine", toThread(() -> Thread.currentThread().getName()));
                });
        assertTrue(own.isTerminated(), "the loop shuts down what it was given");
        ExecutorService other = Executors.newSingleThreadExecutor();
        AbstractEventLoop loop = newLoop();
        loop.setDefaultExecutor(other);
        loop.close();
        assertTrue(other.isShutdown(), "closing does so too, without waiting");
        assertThrows(IllegalStateException.class, () -> loop.setDefaultExecutor(other));
    }

    @Test
    default void defaultExecutorTakesNothingAfterItsShutdown() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    assertEquals(1, toThread(() -> 1));
                    loop.shutdownDefaultExecutor();
                    IllegalStateException problem =
                            assertThrows(
                                    IllegalStateException.class,
                                    () -> loop.runInExecutor(null, () -> 1));
                    assertTrue(String.valueOf(problem.getMessage()).contains("shut down"));
                    assertEquals(2, loop.runInExecutor(Runnable::run, () -> 2).await());
                    loop.shutdownDefaultExecutor();
                });
    }

    @Test
    default void defaultExecutorsShutdownWaitsForWhatRuns() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    CountDownLatch latch = new CountDownLatch(1);
                    Future<String> running =
                            loop.runInExecutor(
                                    null,
                                    () -> {
                                        latch.await();
                                        return "ran";
                                    });
                    loop.callSoon(() -> loop.callSoon(latch::countDown));
                    loop.shutdownDefaultExecutor();
                    assertEquals("ran", running.await());
                });
    }

    @Test
    default void defaultExecutorsShutdownWaitsNoLongerThanItsTimeout() {
        CountDownLatch latch = new CountDownLatch(1);
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    Future<String> running =
                            loop.runInExecutor(
                                    null,
                                    () -> {
                                        latch.await();
                                        return "ran";
                                    });
                    loop.shutdownDefaultExecutor(Duration.ofMillis(10));
                    assertFalse(running.done());
                    latch.countDown();
                    assertEquals("ran", running.await());
                });
    }

    @Test
    default void defaultExecutorIsShutDownInACoroutineOnly() {
        try (AbstractEventLoop loop = newLoop()) {
            assertThrows(IllegalStateException.class, loop::shutdownDefaultExecutor);
        }
    }
}
