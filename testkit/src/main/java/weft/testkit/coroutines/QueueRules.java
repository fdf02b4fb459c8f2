package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.waitFor;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import weft.Queue;
import weft.QueueEmpty;
import weft.QueueFull;
import weft.Task;
import weft.TaskGroup;
import weft.TimeoutError;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rules of {@link Queue}: putting and getting. */
interface QueueRules extends CoroutineFixture {
    @Test
    default void queueDescribesItself() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    assertEquals("<Queue maxsize=0>", queue.toString());
                    Task<Integer> getter = createTask(queue::get);
                    turn();
                    assertEquals("<Queue maxsize=0 _getters[1]>", queue.toString());
                    queue.putNowait(0);
                    assertEquals(0, getter.await());
                    Queue<Integer> full = new Queue<>(1);
                    full.putNowait(1);
                    Task<Void> putter = createTask(() -> full.put(2));
                    turn();
                    assertEquals(
                            "<Queue maxsize=1 _queue=[1] _putters[1] tasks=1>", full.toString());
                    full.getNowait();
                    putter.await();
                    full.shutdown();
                    assertEquals("<Queue maxsize=1 _queue=[2] tasks=2 shutdown>", full.toString());
                });
    }

    @Test
    default void queueIsEmpty() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    assertTrue(queue.empty());
                    queue.put(1);
                    assertFalse(queue.empty());
                    assertEquals(1, queue.qsize());
                    assertEquals(1, queue.get());
                    assertTrue(queue.empty());
                });
    }

    @Test
    default void queueIsFull() {
        run(
                () -> {
                    assertFalse(new Queue<Integer>().full());
                    Queue<Integer> queue = new Queue<>(1);
                    queue.put(1);
                    assertTrue(queue.full());
                    Queue<Integer> unbounded = new Queue<>(-1);
                    unbounded.put(1);
                    assertFalse(unbounded.full());
                    assertEquals(-1, unbounded.maxsize());
                });
    }

    @Test
    default void queueIsFirstInFirstOut() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    for (int item : new int[] {1, 3, 2}) {
                        queue.put(item);
                    }
                    assertEquals(List.of(1, 3, 2), List.of(queue.get(), queue.get(), queue.get()));
                });
    }

    @Test
    default void queueKeepsOrderWhileItGrowsAndWraps() {
        Queue<Integer> queue = new Queue<>();
        int put = 0;
        int got = 0;
        for (int round = 1; round < 50; round++) {
            for (int i = 0; i < round; i++) {
                queue.putNowait(put++);
            }
            for (int i = 0; i < round - 1; i++) {
                assertEquals(got++, queue.getNowait());
            }
        }
        assertEquals(put - got, queue.qsize());
        while (!queue.empty()) {
            assertEquals(got++, queue.getNowait());
        }
        assertEquals(put, got);
    }

    @Test
    default void queueTakesNull() {
        run(
                () -> {
                    Queue<@Nullable String> queue = new Queue<>();
                    queue.put(null);
                    assertFalse(queue.empty());
                    assertNull(queue.get());
                    assertTrue(queue.empty());
                });
    }

    @Test
    default void queuePutWaitsForRoom() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>(2);
                    assertEquals(2, queue.maxsize());
                    List<Integer> put = new ArrayList<>();
                    Task<Void> putter =
                            createTask(
                                    () -> {
                                        for (int i = 0; i < 3; i++) {
                                            queue.put(i);
                                            put.add(i);
                                        }
                                    });
                    turns(2);
                    assertEquals(List.of(0, 1), put);
                    assertEquals(0, queue.get());
                    turn();
                    assertEquals(List.of(0, 1, 2), put);
                    assertEquals(1, queue.get());
                    assertEquals(2, queue.get());
                    assertTrue(putter.done());
                });
    }

    @Test
    default void queueGetDoesNotSuspendForNothing() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    boolean[] others = {false};
                    getRunningLoop().callSoon(() -> others[0] = true);
                    queue.put(1);
                    assertEquals(1, queue.get());
                    assertFalse(others[0]);
                });
    }

    @Test
    default void queueGetWaitsForItem() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    Task<Integer> getter = createTask(queue::get);
                    turn();
                    assertFalse(getter.done());
                    getRunningLoop().callLater(SOON, () -> queue.putNowait(1));
                    assertEquals(1, getter.await());
                });
    }

    @Test
    default void queueGetNowaitThrowsOnEmpty() {
        Queue<Integer> queue = new Queue<>();
        queue.putNowait(1);
        assertEquals(1, queue.getNowait());
        assertThrows(QueueEmpty.class, queue::getNowait);
    }

    @Test
    default void queuePutNowaitThrowsOnFull() {
        Queue<Integer> queue = new Queue<>(1);
        queue.putNowait(1);
        assertThrows(QueueFull.class, () -> queue.putNowait(2));
        assertEquals(1, queue.qsize());
    }

    @Test
    default void queueGetWakesPutters() {
        run(
                () -> {
                    Queue<String> queue = new Queue<>(1);
                    Task<Void> first = createTask(() -> queue.put("a"));
                    Task<Void> second = createTask(() -> queue.put("b"));
                    assertEquals("a", queue.get());
                    assertEquals("b", queue.get());
                    gather(first, second).await();
                });
    }

    @Test
    default void queueGetsPassOverCancelledGetter() {
        run(
                () -> {
                    Queue<String> queue = new Queue<>();
                    Task<String> cancelled = createTask(queue::get);
                    Task<String> next = createTask(queue::get);
                    turn();
                    cancelled.cancel();
                    turn();
                    assertTrue(cancelled.done());
                    queue.put("a");
                    turn();
                    assertEquals("a", next.await());
                });
    }

    @Test
    default void queuePutsPassOverCancelledPutter() {
        run(
                () -> {
                    Queue<String> queue = new Queue<>(1);
                    Task<Void> first = createTask(() -> queue.put("a"));
                    Task<Void> second = createTask(() -> queue.put("b"));
                    Task<Void> cancelled = createTask(() -> queue.put("X"));
                    turn();
                    assertTrue(first.done());
                    assertFalse(second.done());
                    cancelled.cancel();
                    turn();
                    assertTrue(cancelled.done());
                    assertEquals("a", queue.getNowait());
                    turn();
                    assertEquals("b", queue.getNowait());
                    second.await();
                    assertTrue(queue.empty());
                });
    }

    @Test
    default void queueProducerAndConsumerTakeTurns() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>(1);
                    List<Integer> got = new ArrayList<>();
                    TaskGroup.run(
                            group -> {
                                group.createTask(
                                        () -> {
                                            for (int i = 0; i < 5; i++) {
                                                queue.put(i);
                                            }
                                        });
                                group.createTask(
                                        () -> {
                                            for (int i = 0; i < 5; i++) {
                                                got.add(queue.get());
                                            }
                                        });
                            });
                    assertEquals(List.of(0, 1, 2, 3, 4), got);
                });
    }

    @Test
    default void queueForgetsGetterThatTimedOut() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>(5);
                    assertThrows(TimeoutError.class, () -> waitFor(queue::get, SOON));
                    assertEquals("<Queue maxsize=5>", queue.toString());
                });
    }

    @Test
    default void queueForgetsCancelledPutter() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>(1);
                    queue.putNowait(1);
                    Task<Void> putter = createTask(() -> queue.put(2));
                    turn();
                    assertTrue(queue.toString().contains("_putters[1]"));
                    putter.cancel();
                    assertCancelled(putter);
                    assertFalse(queue.toString().contains("_putters"));
                    assertEquals(1, queue.qsize());
                });
    }

    @Test
    default void queueCancelledGetterLosesNoItem() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    Task<Integer> reader = createTask(queue::get);
                    turn();
                    queue.putNowait(1);
                    queue.putNowait(2);
                    reader.cancel(); // woken, and cancelled before it could take the item
                    assertCancelled(reader);
                    assertEquals(1, queue.get());
                    assertEquals(2, queue.get());
                });
    }

    @Test
    default void queueCancelledGetterPassesItsTurnOn() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    Task<Integer> first = createTask(queue::get);
                    Task<Integer> second = createTask(queue::get);
                    Task<Integer> third = createTask(queue::get);
                    turn();
                    queue.putNowait(1);
                    queue.putNowait(2);
                    first.cancel();
                    assertCancelled(first);
                    third.await();
                    assertEquals(Set.of(1, 2), Set.of(second.await(), third.await()));
                });
    }

    @Test
    default void queueCancelledPutterDropsNoItem() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>(1);
                    queue.putNowait(1);
                    Task<Void> writer = createTask(() -> queue.put(2));
                    turn();
                    assertEquals(1, queue.getNowait());
                    writer.cancel(); // woken, and cancelled before it could put
                    assertCancelled(writer);
                    assertTrue(queue.empty());
                    queue.put(2);
                    assertEquals(2, queue.getNowait());
                });
    }

    @Test
    default void queueCancelledPutterPassesItsTurnOn() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>(1);
                    queue.putNowait(1);
                    Task<Void> first = createTask(() -> queue.put(2));
                    Task<Void> second = createTask(() -> queue.put(3));
                    turn();
                    queue.getNowait();
                    first.cancel();
                    assertCancelled(first);
                    second.await();
                    assertEquals(3, queue.getNowait());
                });
    }

    @Test
    default void queueGettersAreServedInOrder() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    List<Task<Integer>> getters = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        getters.add(createTask(queue::get));
                    }
                    turn();
                    for (int i = 0; i < 4; i++) {
                        queue.putNowait(i);
                    }
                    assertEquals(List.of(0, 1, 2, 3), gather(getters).await());
                });
    }

    @Test
    default void queueManyPuttersAndOneDrain() {
        run(
                () -> {
                    Queue<Integer> queue = new Queue<>(2);
                    TaskGroup.run(
                            group -> {
                                group.createTask(
                                        () -> {
                                            turn();
                                            int size = queue.qsize();
                                            for (int i = 0; i < size; i++) {
                                                queue.getNowait();
                                            }
                                        });
                                for (int i = 0; i < 4; i++) {
                                    int item = i;
                                    group.createTask(() -> queue.put(item));
                                }
                            });
                    assertEquals(2, queue.qsize());
                });
    }

    @Test
    default void queueCannotBeWaitedForOutsideCoroutines() {
        Queue<Integer> queue = new Queue<>();
        assertThrows(IllegalStateException.class, () -> queue.put(1));
        assertThrows(IllegalStateException.class, queue::get);
        assertThrows(IllegalStateException.class, queue::join);
    }

    @Test
    default void queueIsBoundToTheLoopOfItsWaiters() {
        Queue<Integer> queue = new Queue<>(1);
        run(() -> assertThrows(TimeoutError.class, () -> waitFor(queue::get, SOON)));
        run(
                () -> {
                    queue.put(1); // nobody waits: any loop will do
                    assertThrows(IllegalStateException.class, () -> queue.put(2));
                });
    }
}
