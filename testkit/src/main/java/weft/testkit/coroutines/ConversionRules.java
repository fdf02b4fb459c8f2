package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.wrapFuture;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.Event;
import weft.Future;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;

/** Rules of what crosses from the loop to the rest of Java and back. */
interface ConversionRules extends CoroutineFixture {
    private static CompletionException assertCompletesExceptionally(Future<?> future) {
        return assertThrows(CompletionException.class, future::await);
    }

    @Test
    default void stageTakesTheResult() {
        run(
                () -> {
                    Future<Integer> future = getRunningLoop().createFuture();
                    CompletionStage<Integer> stage = future.asCompletionStage();
                    List<String> seen = new ArrayList<>();
                    stage.thenApply(value -> value + 1).thenAccept(value -> seen.add("" + value));
                    future.setResult(41);
                    turns(6);
                    assertEquals(List.of("42"), seen);
                });
    }

    @Test
    default void stageRunsNothingInline() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    Future<Integer> future = loop.createFuture();
                    CompletionStage<Integer> stage = future.asCompletionStage();
                    List<String> order = new ArrayList<>();
                    stage.thenRun(() -> order.add("stage"));
                    future.setResult(1);
                    order.add("after");
                    turns(4);
                    stage.thenRun(() -> order.add("late stage on " + Asyncio.getRunningLoop()));
                    order.add("after late");
                    turns(4);
                    assertEquals(
                            List.of("after", "stage", "after late", "late stage on " + loop),
                            order);
                });
    }

    @Test
    default void stageRunsOnTheLoopWhateverThreadCompletesIt() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    Future<Integer> here = loop.createFuture();
                    CompletableFuture<Integer> elsewhere = new CompletableFuture<>();
                    Future<AbstractEventLoop> ranOn = loop.createFuture();
                    here.asCompletionStage()
                            .thenCombine(elsewhere, Integer::sum)
                            .thenAccept(sum -> ranOn.setResult(Asyncio.getRunningLoop()));
                    here.setResult(1);
                    turns(3);
                    Thread thread = new Thread(() -> elsewhere.complete(2));
                    thread.start();
                    assertSame(loop, ranOn.await());
                    thread.join();
                });
    }

    @Test
    default void stageTakesExceptionAndCancellation() {
        run(
                () -> {
                    IOException problem = new IOException();
                    Future<Integer> failed = getRunningLoop().createFuture();
                    Future<Throwable> seen =
                            wrapFuture(
                                    failed.asCompletionStage()
                                            .<Throwable>handle((value, error) -> error));
                    failed.setException(problem);
                    assertSame(problem, seen.await());
                    Future<Integer> cancelled = getRunningLoop().createFuture();
                    Future<Throwable> seenToo =
                            wrapFuture(
                                    cancelled
                                            .asCompletionStage()
                                            .<Throwable>handle((value, error) -> error));
                    cancelled.cancel("why");
                    Throwable cancellation = seenToo.await();
                    assertInstanceOf(CancellationException.class, cancellation);
                    assertEquals("why", cancellation.getMessage());
                });
    }

    @Test
    default void stageDoesNotChangeItsFuture() {
        run(
                () -> {
                    Future<Integer> future = getRunningLoop().createFuture();
                    CompletableFuture<Integer> copy =
                            future.asCompletionStage().toCompletableFuture();
                    copy.complete(1);
                    assertFalse(future.done());
                    assertNotSame(copy, future.asCompletionStage().toCompletableFuture());
                    future.setResult(2);
                    assertEquals(2, wrapFuture(future.asCompletionStage()).await());
                });
    }

    /** Adds a dependent of every kind to a stage that has or will have a value. */
    private static int addDependents(CompletionStage<Integer> stage, List<String> order) {
        CompletableFuture<Integer> other = CompletableFuture.completedFuture(1);
        CompletableFuture<Integer> never = new CompletableFuture<>();
        List<CompletionStage<?>> all =
                List.of(
                        stage.thenApply(v -> order.add("thenApply")),
                        stage.thenAccept(v -> order.add("thenAccept")),
                        stage.thenRun(() -> order.add("thenRun")),
                        stage.thenCombine(other, (a, b) -> order.add("thenCombine")),
                        stage.thenAcceptBoth(other, (a, b) -> order.add("thenAcceptBoth")),
                        stage.runAfterBoth(other, () -> order.add("runAfterBoth")),
                        stage.applyToEither(never, v -> order.add("applyToEither")),
                        stage.acceptEither(never, v -> order.add("acceptEither")),
                        stage.runAfterEither(never, () -> order.add("runAfterEither")),
                        stage.thenCompose(
                                v -> {
                                    order.add("thenCompose");
                                    return other;
                                }),
                        stage.whenComplete((v, e) -> order.add("whenComplete")),
                        stage.handle((v, e) -> order.add("handle")));
        return all.size();
    }

    /** Adds a dependent of every kind to a stage that has or will have failed. */
    private static int addFailureDependents(CompletionStage<Integer> stage, List<String> order) {
        List<CompletionStage<?>> all =
                List.of(
                        stage.exceptionally(e -> order.add("exceptionally") ? 1 : 2),
                        stage.exceptionallyCompose(
                                e -> {
                                    order.add("exceptionallyCompose");
                                    return CompletableFuture.completedFuture(1);
                                }));
        return all.size();
    }

    @Test
    default void stageHasAllKindsOfDependents() {
        run(
                () -> {
                    for (boolean doneBefore : new boolean[] {false, true}) {
                        List<String> order = new ArrayList<>();
                        Future<Integer> good = getRunningLoop().createFuture();
                        Future<Integer> bad = getRunningLoop().createFuture();
                        CompletionStage<Integer> goodStage = good.asCompletionStage();
                        CompletionStage<Integer> badStage = bad.asCompletionStage();
                        if (doneBefore) {
                            good.setResult(1);
                            bad.setException(new IOException());
                            turn();
                        }
                        int count =
                                addDependents(goodStage, order)
                                        + addFailureDependents(badStage, order);
                        if (!doneBefore) {
                            good.setResult(1);
                            bad.setException(new IOException());
                        }
                        assertEquals(List.of(), order); // nothing ran in here
                        turns(4);
                        assertEquals(count, order.size(), order::toString);
                    }
                });
    }

    @Test
    default void wrappedCompletableFutureIsAwaited() {
        run(
                () -> {
                    CompletableFuture<String> source = new CompletableFuture<>();
                    Future<String> future = wrapFuture(source);
                    Thread thread = new Thread(() -> source.complete("there"));
                    thread.start();
                    assertEquals("there", future.await());
                    thread.join();
                    assertEquals(
                            "done", wrapFuture(CompletableFuture.completedFuture("done")).await());
                });
    }

    @Test
    default void wrappedCompletableFutureFailsUnwrapped() {
        run(
                () -> {
                    IOException problem = new IOException();
                    CompletableFuture<String> source = new CompletableFuture<>();
                    Future<String> future = wrapFuture(source.thenApply(value -> value + "!"));
                    source.completeExceptionally(problem);
                    assertSame(problem, assertThrows(IOException.class, future::await));
                });
    }

    @Test
    default void wrappedCompletableFutureIsCancelledBothWays() {
        run(
                () -> {
                    CompletableFuture<String> source = new CompletableFuture<>();
                    Future<String> future = wrapFuture(source);
                    future.cancel();
                    turns(2);
                    assertTrue(source.isCancelled());
                    CompletableFuture<String> cancelled = new CompletableFuture<>();
                    Future<String> follows = wrapFuture(cancelled);
                    cancelled.cancel(true);
                    assertCancelled(follows);
                    assertTrue(follows.cancelled());
                });
    }

    @Test
    default void wrappedStageIsAwaited() {
        run(
                () -> {
                    CompletableFuture<String> source = new CompletableFuture<>();
                    CompletionStage<String> stage = source.minimalCompletionStage();
                    Future<String> future = wrapFuture(stage);
                    Future<String> cancelled = wrapFuture(stage);
                    cancelled.cancel();
                    turn();
                    assertFalse(source.isDone());
                    source.complete("x");
                    assertEquals("x", future.await());
                });
    }

    @Test
    default void wrappedStageCompletedAfterTheLoopClosedIsIgnored() {
        CompletableFuture<String> source = new CompletableFuture<>();
        run(() -> wrapFuture(source));
        assertTrue(source.complete("too late"));
    }

    @Test
    default void wrappedPlainFutureIsAwaited() {
        run(
                () -> {
                    FutureTask<String> source = new FutureTask<>(() -> "computed");
                    Future<String> future =
                            wrapFuture((java.util.concurrent.Future<String>) source);
                    source.run();
                    assertEquals("computed", future.await());
                });
    }

    @Test
    default void wrappedPlainFutureFailsUnwrapped() {
        run(
                () -> {
                    IOException problem = new IOException();
                    FutureTask<String> source =
                            new FutureTask<>(
                                    () -> {
                                        throw problem;
                                    });
                    Future<String> future =
                            wrapFuture((java.util.concurrent.Future<String>) source);
                    source.run();
                    assertSame(problem, assertThrows(IOException.class, future::await));
                });
    }

    @Test
    default void wrappedPlainFutureIsCancelledBothWays() {
        run(
                () -> {
                    FutureTask<String> source = new FutureTask<>(() -> "never");
                    Future<String> future =
                            wrapFuture((java.util.concurrent.Future<String>) source);
                    future.cancel();
                    turns(2);
                    assertTrue(source.isCancelled());
                    FutureTask<String> cancelled = new FutureTask<>(() -> "never");
                    Future<String> follows =
                            wrapFuture((java.util.concurrent.Future<String>) cancelled);
                    cancelled.cancel(true);
                    assertCancelled(follows);
                });
    }

    @Test
    default void stageOfAFailedDependentKeepsItsCause() {
        run(
                () -> {
                    Future<Integer> future = getRunningLoop().createFuture();
                    CompletableFuture<Integer> dependent =
                            future.asCompletionStage()
                                    .thenApply(value -> Math.divideExact(value, 0))
                                    .toCompletableFuture();
                    Future<Integer> raw = getRunningLoop().createFuture();
                    dependent.whenComplete((value, error) -> raw.setException(error));
                    future.setResult(1);
                    assertInstanceOf(
                            ArithmeticException.class,
                            assertCompletesExceptionally(raw).getCause());
                });
    }

    @Test
    default void eventIsSetByAnotherThreadThroughTheLoop() {
        run(
                () -> {
                    Event event = new Event();
                    AbstractEventLoop loop = getRunningLoop();
                    Thread thread = new Thread(() -> loop.callSoonThreadsafe(event::set));
                    thread.start();
                    event.await();
                    assertTrue(event.isSet());
                    thread.join();
                });
    }
}
