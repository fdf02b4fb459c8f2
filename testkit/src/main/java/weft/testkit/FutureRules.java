package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.Asyncio;
import weft.CancelledError;
import weft.Context;
import weft.ContextVar;
import weft.Future;
import weft.InvalidStateError;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Rules of futures, and of what comes from other threads through them. */
interface FutureRules extends LoopFixture {
    /** Callbacks never run inline, but through callSoon and in order. */
    @Test
    default void callbacksNeverRunInline() {
        Future<String> future = loop().createFuture();
        List<String> log = new ArrayList<>();
        future.addDoneCallback(done -> log.add("one"));
        future.addDoneCallback(done -> log.add("two"));
        loop().callSoon(() -> log.add("scheduled before"));
        future.setResult("x");
        assertEquals(List.of(), log);
        future.addDoneCallback(done -> log.add("three"));
        assertEquals(List.of(), log);
        iterate(1);
        assertEquals(List.of("scheduled before", "one", "two", "three"), log);
    }

    /** A callback gets the future, and runs in the context of when it was added. */
    @Test
    default void callbackRunsInTheContextOfItsAdding() throws Exception {
        ContextVar<String> variable = new ContextVar<>("variable", "none");
        Future<String> future = loop().createFuture();
        List<Object> log = new ArrayList<>();
        Context.copyContext()
                .run(
                        () -> {
                            variable.set("adding");
                            future.addDoneCallback(
                                    done -> {
                                        log.add(done);
                                        log.add(variable.get());
                                    });
                            return null;
                        });
        future.setResult("x");
        iterate(1);
        assertEquals(List.of(future, "adding"), log);
    }

    /** A removed callback does not run; every occurrence is removed and counted. */
    @Test
    default void removedCallbackDoesNotRun() {
        Future<String> future = loop().createFuture();
        List<String> log = new ArrayList<>();
        Consumer<Future<?>> twice = done -> log.add("twice");
        future.addDoneCallback(twice);
        future.addDoneCallback(done -> log.add("kept"));
        future.addDoneCallback(twice);
        assertEquals(2, future.removeDoneCallback(twice));
        assertEquals(0, future.removeDoneCallback(twice));
        future.setResult("x");
        iterate(1);
        assertEquals(List.of("kept"), log);
    }

    /** A future is done once; asking too early and finishing twice are errors. */
    @Test
    default void futureIsDoneOnce() {
        Future<String> future = loop().createFuture();
        assertFalse(future.done());
        assertThrows(InvalidStateError.class, future::result);
        assertThrows(InvalidStateError.class, future::exception);
        future.setResult("x");
        assertTrue(future.done());
        assertFalse(future.cancelled());
        assertEquals("x", future.result());
        assertNull(future.exception());
        assertThrows(InvalidStateError.class, () -> future.setResult("y"));
        assertThrows(InvalidStateError.class, () -> future.setException(new IOException("late")));
        assertFalse(future.cancel());
        assertSame(loop(), future.getLoop());
    }

    /** A failed future throws the very exception, checked or not. */
    @Test
    default void failedFutureThrowsTheVeryException() {
        Future<String> future = loop().createFuture();
        IOException failure = new IOException("checked");
        future.setException(failure);
        assertSame(failure, future.exception());
        assertSame(failure, assertThrows(IOException.class, future::result));
    }

    /** A cancelled future is done, and says so with the message. */
    @Test
    default void cancelledFutureSaysSo() {
        Future<String> future = loop().createFuture();
        List<String> log = new ArrayList<>();
        future.addDoneCallback(done -> log.add("called"));
        assertTrue(future.cancel("because"));
        assertFalse(future.cancel());
        assertTrue(future.done() && future.cancelled());
        assertEquals("because", assertThrows(CancelledError.class, future::result).getMessage());
        assertThrows(CancelledError.class, future::exception);
        iterate(1);
        assertEquals(List.of("called"), log);
    }

    /** What a callback of a future throws is reported, and the other callbacks run. */
    @Test
    default void failingCallbackIsReported() {
        Future<String> future = loop().createFuture();
        List<String> log = new ArrayList<>();
        RuntimeException failure = new RuntimeException("thrown by the callback");
        future.addDoneCallback(
                done -> {
                    throw failure;
                });
        future.addDoneCallback(done -> log.add("next"));
        future.setResult("x");
        iterate(1);
        assertEquals(List.of("next"), log);
        assertSame(failure, takeOnlyReport().exception());
    }

    /** A function on the pool runs elsewhere; its result comes back on the loop's thread. */
    @Test
    default void executorResultsComeBackOnTheLoop() {
        Thread here = Thread.currentThread();
        List<Object> log = new ArrayList<>();
        run(
                () -> {
                    Future<Thread> future =
                            loop().runInExecutor(null, () -> Thread.currentThread());
                    future.addDoneCallback(done -> log.add(Asyncio.getRunningLoop()));
                    Thread there = future.await();
                    assertTrue(there != here && there != Thread.currentThread());
                    waitUntil("the callback", () -> !log.isEmpty());
                });
        assertEquals(List.of(loop()), log);
    }

    /** What a function on the pool throws is what its future fails with. */
    @Test
    default void executorFailuresComeBack() {
        IOException failure = new IOException("thrown on the pool");
        Executor inline = Runnable::run;
        run(
                () -> {
                    Future<Object> pooled =
                            loop().runInExecutor(
                                            null,
                                            () -> {
                                                throw failure;
                                            });
                    assertSame(failure, assertThrows(IOException.class, pooled::await));
                    assertEquals("given", loop().runInExecutor(inline, () -> "given").await());
                });
    }

    /**
     * A coroutine started from another thread gives its result, failure and end by cancel there.
     */
    @Test
    default void coroutinesFromOtherThreads() {
        List<Object> outcomes = new ArrayList<>();
        Thread other =
                Thread.ofPlatform()
                        .name("other")
                        .start(
                                () -> {
                                    outcomes.add(
                                            outcome(
                                                    Asyncio.runCoroutineThreadsafe(
                                                            () -> "result", loop())));
                                    outcomes.add(
                                            outcome(
                                                    Asyncio.runCoroutineThreadsafe(
                                                            () -> {
                                                                throw new IOException("failure");
                                                            },
                                                            loop())));
                                    CompletableFuture<Object> endless =
                                            Asyncio.runCoroutineThreadsafe(
                                                    () -> loop().createFuture().await(), loop());
                                    endless.cancel(true);
                                    outcomes.add(outcome(endless));
                                    loop().callSoonThreadsafe(loop()::stop);
                                });
        loop().runForever();
        LoopFixture.join(other);
        run(() -> waitUntil("the cancelled task", () -> loop().allTasks().size() == 1));
        assertEquals(List.of("result", "failure", "cancelled"), outcomes);
    }

    private static Object outcome(CompletableFuture<?> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            return e.getCause().getMessage();
        } catch (CancellationException e) {
            return "cancelled";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
