package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;
import static weft.Asyncio.gatherReturningExceptions;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.shield;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import weft.CancelledError;
import weft.Coroutine;
import weft.Future;
import weft.Task;

import java.util.ArrayList;
import java.util.List;

/** Rules of {@code gather} about cancellation and shielding. */
interface GatherCancelRules extends CoroutineFixture {
    private static List<Future<Integer>> futures(int count) {
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(getRunningLoop().createFuture());
        }
        return futures;
    }

    @Test
    default void gatherTreatsCancelledChildAsFailure() {
        run(
                () -> {
                    List<Future<Integer>> children = futures(3);
                    Future<List<Integer>> gathering = gather(children);
                    children.get(0).setResult(1);
                    children.get(1).cancel("why");
                    turns(2);
                    assertTrue(gathering.done());
                    assertFalse(gathering.cancelled());
                    Throwable problem = gathering.exception();
                    assertInstanceOf(CancelledError.class, problem);
                    assertEquals("why", problem.getMessage());
                    assertFalse(children.get(2).done());
                });
    }

    @Test
    default void gatherReturnsCancellationsAsResults() {
        run(
                () -> {
                    List<Future<Integer>> children = futures(4);
                    Future<List<@Nullable Object>> gathering = gatherReturningExceptions(children);
                    ArithmeticException problem = new ArithmeticException();
                    children.get(0).setResult(1);
                    children.get(1).setException(problem);
                    children.get(2).cancel();
                    turns(2);
                    assertFalse(gathering.done());
                    children.get(3).cancel();
                    List<@Nullable Object> results = gathering.await();
                    assertEquals(List.of(1, problem), results.subList(0, 2));
                    assertInstanceOf(CancelledError.class, results.get(2));
                    assertInstanceOf(CancelledError.class, results.get(3));
                });
    }

    @Test
    default void gatherCancelledCancelsChildren() {
        run(
                () -> {
                    Future<Void> never = getRunningLoop().createFuture();
                    int[] passed = {0};
                    Coroutine<Integer> inner =
                            () -> {
                                never.await();
                                return ++passed[0];
                            };
                    Task<Integer> first = createTask(inner);
                    Task<Integer> second = createTask(inner);
                    Future<?>[] gathering = {null};
                    Task<Void> outer =
                            createTask(
                                    () -> {
                                        Future<List<Integer>> both = gather(first, second);
                                        gathering[0] = both;
                                        both.await();
                                        passed[0] += 100;
                                    });
                    turn();
                    assertTrue(outer.cancel());
                    assertCancelled(outer);
                    assertFalse(gathering[0].cancel());
                    assertTrue(never.cancelled());
                    assertTrue(first.cancelled());
                    assertTrue(second.cancelled());
                    turn();
                    assertEquals(0, passed[0]);
                });
    }

    @Test
    default void gatherCancelledEndsWhenChildrenHaveEnded() {
        run(
                () -> {
                    List<String> order = new ArrayList<>();
                    Task<Void> slow =
                            createTask(
                                    () -> {
                                        try {
                                            sleep(NEVER);
                                        } finally {
                                            sleep(SOON);
                                            order.add("child");
                                        }
                                    });
                    Future<List<Void>> gathering = gather(slow);
                    turn();
                    assertTrue(gathering.cancel("bye"));
                    assertFalse(gathering.done());
                    CancelledError error = assertCancelled(gathering);
                    order.add("gather");
                    assertEquals("bye", error.getMessage());
                    assertEquals(List.of("child", "gather"), order);
                });
    }

    @Test
    default void gatherCancelledIsNotHiddenByReturnedExceptions() {
        run(
                () -> {
                    Task<Void> outer =
                            createTask(
                                    () -> {
                                        for (int i = 0; i < 1000; i++) {
                                            gatherReturningExceptions(
                                                            List.of(createTask(() -> sleep(SOON))))
                                                    .await();
                                        }
                                    });
                    sleep(SOON.multipliedBy(3));
                    outer.cancel("my message");
                    assertEquals("my message", assertCancelled(outer).getMessage());
                });
    }

    @Test
    default void gatherRefusesCancelWhenChildrenAreDone() {
        run(
                () -> {
                    Future<Integer> future = getRunningLoop().createFuture();
                    Task<Integer> child = createTask(future::await);
                    Future<List<Integer>> gathering = gather(child);
                    turn();
                    future.setResult(42);
                    boolean[] refused = {false};
                    child.addDoneCallback(done -> refused[0] = !gathering.cancel());
                    assertEquals(List.of(42), gathering.await());
                    assertTrue(refused[0]);
                });
    }

    @Test
    default void gatherCancelledAfterItFailedLeavesTheRestAlone() {
        run(
                () -> {
                    List<Future<Integer>> children = futures(2);
                    Future<List<Integer>> gathering = gather(children);
                    children.get(0).setException(new ArithmeticException());
                    turns(2);
                    assertInstanceOf(ArithmeticException.class, gathering.exception());
                    assertFalse(gathering.cancel());
                    assertFalse(children.get(1).done());
                });
    }

    @Test
    default void gatherOfShieldsLeavesInnerAlone() {
        run(
                () -> {
                    List<Future<Integer>> children = futures(2);
                    Future<Integer> first = shield(children.get(0));
                    Future<Integer> second = shield(children.get(1));
                    Future<List<Integer>> parent = gather(first, second);
                    turn();
                    parent.cancel();
                    turns(2);
                    assertInstanceOf(CancelledError.class, parent.exception());
                    assertTrue(first.cancelled() && second.cancelled());
                    assertFalse(children.get(0).done());
                    children.get(0).setResult(1);
                    children.get(1).setResult(2);
                    turn();
                });
    }

    @Test
    default void gatherShieldedGoesOn() {
        run(
                () -> {
                    List<Future<Integer>> children = futures(2);
                    Future<List<Integer>> parent = gather(children);
                    Future<List<Integer>> outer = shield(parent);
                    turn();
                    outer.cancel();
                    turn();
                    assertTrue(outer.cancelled());
                    assertNotSame(outer, parent);
                    children.get(0).setResult(1);
                    children.get(1).setResult(2);
                    turns(2);
                    assertEquals(List.of(1, 2), parent.result());
                });
    }
}
