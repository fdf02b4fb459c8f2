package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;
import static weft.Asyncio.gatherReturningExceptions;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Awaitable;
import weft.Coroutine;
import weft.Future;
import weft.Task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rules of {@code gather}. */
interface GatherRules extends CoroutineFixture {
    private static List<Future<Integer>> futures(int count) {
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(getRunningLoop().createFuture());
        }
        return futures;
    }

    /** Returns coroutines that await the futures, or the futures themselves. */
    private static List<Awaitable<Integer>> wrapped(
            List<Future<Integer>> futures, boolean inCoroutines) {
        List<Awaitable<Integer>> wrapped = new ArrayList<>();
        for (Future<Integer> future : futures) {
            Coroutine<Integer> coroutine = future::await;
            wrapped.add(inCoroutines ? coroutine : future);
        }
        return wrapped;
    }

    private static int[] countCallbacks(Future<?> future) {
        int[] called = {0};
        future.addDoneCallback(done -> called[0]++);
        return called;
    }

    private static void succeeds(boolean inCoroutines, boolean returnExceptions) {
        List<Future<Integer>> children = futures(3);
        List<Awaitable<Integer>> all = wrapped(children, inCoroutines);
        Future<? extends List<?>> gathering =
                returnExceptions ? gatherReturningExceptions(all) : gather(all);
        int[] called = countCallbacks(gathering);
        turn();
        children.get(1).setResult(1);
        children.get(0).setResult(2);
        turns(4);
        assertFalse(gathering.done());
        assertEquals(0, called[0]);
        children.get(2).setResult(3);
        turns(4);
        assertEquals(1, called[0]);
        assertEquals(List.of(2, 1, 3), gathering.result());
    }

    @Test
    default void gatherReturnsResultsInOrderOfArguments() {
        run(
                () -> {
                    for (boolean returnExceptions : new boolean[] {false, true}) {
                        succeeds(false, returnExceptions);
                        succeeds(true, returnExceptions);
                    }
                });
    }

    @Test
    default void gatherTakesLambdas() {
        run(
                () -> {
                    List<Integer> results = gather(() -> 1, () -> sleep(SOON, 2)).await();
                    assertEquals(List.of(1, 2), results);
                    List<String> ran = new ArrayList<>();
                    List<Void> nothing =
                            gather(
                                            () -> {
                                                ran.add("a");
                                            },
                                            () -> {
                                                ran.add("b");
                                            })
                                    .await();
                    assertEquals(List.of("a", "b"), ran);
                    assertEquals(Arrays.asList(null, null), nothing);
                });
    }

    @Test
    default void gatherMixesTasksAndCoroutines() {
        run(
                () -> {
                    Task<Integer> task = createTask(() -> 1);
                    Coroutine<String> coroutine = () -> "two";
                    List<?> results = gather(task, coroutine).await();
                    assertEquals(List.of(1, "two"), results);
                });
    }

    @Test
    default void gatherRunsSideBySide() {
        run(
                () -> {
                    AbstractEventLoop loop = getRunningLoop();
                    long before = loop.time();
                    List<Coroutine<Integer>> coroutines = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        int number = i;
                        coroutines.add(() -> sleep(LATER, number));
                    }
                    List<Integer> results = gather(coroutines).await();
                    assertEquals(100, results.size());
                    assertEquals(99, results.get(99));
                    long tookNanos = loop.time() - before;
                    assertTrue(tookNanos < LATER.multipliedBy(10).toNanos(), tookNanos + " ns");
                });
    }

    @Test
    default void gatherOfNothingIsDone() {
        run(
                () -> {
                    Future<List<Integer>> gathering = gather(List.<Future<Integer>>of());
                    assertSame(getRunningLoop(), gathering.getLoop());
                    assertTrue(gathering.done());
                    assertEquals(List.of(), gathering.await());
                });
    }

    @Test
    default void gatherOfDoneFuturesIsDoneAtOnce() {
        run(
                () -> {
                    List<Future<Integer>> children = futures(2);
                    children.get(0).setResult(1);
                    children.get(1).setResult(2);
                    Future<List<Integer>> gathering = gather(children);
                    assertTrue(gathering.done());
                    assertEquals(List.of(1, 2), gathering.result());
                });
    }

    private static void failsWithFirstException(boolean inCoroutines) {
        List<Future<Integer>> children = futures(5);
        Future<List<Integer>> gathering = gather(wrapped(children, inCoroutines));
        int[] called = countCallbacks(gathering);
        turn();
        ArithmeticException problem = new ArithmeticException();
        children.get(0).setResult(1);
        children.get(1).setException(problem);
        turns(4);
        assertTrue(gathering.done());
        assertEquals(1, called[0]);
        assertSame(problem, gathering.exception());
        children.get(2).setResult(3); // these do nothing any more
        children.get(3).cancel();
        children.get(4).setException(new IllegalStateException());
        turns(4);
        assertSame(problem, assertThrows(ArithmeticException.class, gathering::await));
    }

    @Test
    default void gatherFailsWithFirstException() {
        run(
                () -> {
                    failsWithFirstException(false);
                    failsWithFirstException(true);
                });
    }

    @Test
    default void gatherLetsSiblingsOfAFailureGoOn() {
        run(
                () -> {
                    List<String> finished = new ArrayList<>();
                    Task<Void> sibling =
                            createTask(
                                    () -> {
                                        sleep(SOON);
                                        finished.add("sibling");
                                    });
                    Task<Void> failing =
                            createTask(
                                    () -> {
                                        throw new ArithmeticException();
                                    });
                    assertThrows(ArithmeticException.class, () -> gather(sibling, failing).await());
                    assertFalse(sibling.done());
                    sibling.await();
                    assertEquals(List.of("sibling"), finished);
                });
    }

    private static void returnsExceptions(boolean inCoroutines) {
        List<Future<Integer>> children = futures(4);
        Future<List<@Nullable Object>> gathering =
                gatherReturningExceptions(wrapped(children, inCoroutines));
        int[] called = countCallbacks(gathering);
        turn();
        Throwable first = new ArithmeticException();
        Throwable second = new IllegalStateException();
        children.get(1).setResult(1);
        children.get(2).setException(first);
        children.get(0).setResult(3);
        turns(4);
        assertFalse(gathering.done());
        children.get(3).setException(second);
        turns(4);
        assertEquals(1, called[0]);
        assertEquals(List.of(3, 1, first, second), gathering.result());
    }

    @Test
    default void gatherReturnsExceptionsAsResults() {
        run(
                () -> {
                    returnsExceptions(false);
                    returnsExceptions(true);
                });
    }

    @Test
    default void gatherRunsSameAwaitableOnce() {
        run(
                () -> {
                    int[] runs = {0};
                    Coroutine<Integer> coroutine = () -> ++runs[0];
                    Coroutine<Integer> five = () -> 5;
                    Task<Integer> task = createTask(() -> sleep(SOON, 9));
                    List<Integer> results =
                            gather(List.of(coroutine, coroutine, task, five, task)).await();
                    assertEquals(List.of(1, 1, 9, 5, 9), results);
                    assertEquals(1, runs[0]);
                });
    }

    @Test
    default void gatherMarksLaterExceptionsAsSeen() {
        run(
                () -> {
                    List<Task<Object>> children = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        children.add(
                                createTask(
                                        () -> {
                                            turn();
                                            throw new IllegalStateException();
                                        }));
                    }
                    assertThrows(IllegalStateException.class, () -> gather(children).await());
                    turns(2);
                    assertTrue(children.stream().allMatch(Task::done));
                    children.clear();
                    System.gc(); // nothing is reported, now or later: run() checks that
                    turns(2);
                });
    }

    @Test
    default void gatherRefusesFuturesOfTwoLoops() {
        try (AbstractEventLoop other = newLoop()) {
            run(
                    () -> {
                        Future<Integer> here = getRunningLoop().createFuture();
                        Future<Integer> there = other.createFuture();
                        assertThrows(IllegalArgumentException.class, () -> gather(here, there));
                        here.setException(new ArithmeticException()); // nobody minds
                        turns(2);
                        assertInstanceOf(ArithmeticException.class, here.exception());
                    });
        }
    }

    @Test
    default void gatherBelongsToTheLoopOfItsFutures() {
        try (AbstractEventLoop loop = newLoop()) {
            Future<Integer> one = loop.createFuture();
            Future<Integer> two = loop.createFuture();
            Future<List<Integer>> gathering = gather(one, two);
            assertSame(loop, gathering.getLoop());
            one.setResult(1);
            two.setResult(2);
            assertEquals(List.of(1, 2), loop.runUntilComplete(gathering));
        }
    }

    @Test
    default void gatherDescribesItself() {
        run(
                () -> {
                    List<Future<Integer>> children = futures(1);
                    Future<List<Integer>> gathering = gather(children);
                    assertEquals("<GatheringFuture pending>", gathering.toString());
                    children.get(0).setResult(7);
                    gathering.await();
                    assertEquals("<GatheringFuture finished result=[7]>", gathering.toString());
                });
    }
}
