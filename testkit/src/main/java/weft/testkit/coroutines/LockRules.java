package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.junit.jupiter.api.Test;

import weft.Future;
import weft.Guard;
import weft.Lock;
import weft.Task;

import java.util.ArrayList;
import java.util.List;

/** Rules of {@link Lock}. */
interface LockRules extends CoroutineFixture {
    /** Takes a lock and notes when that succeeded. */
    private static Task<Void> taker(Lock lock, List<Integer> order, int number) {
        return createTask(
                () -> {
                    lock.acquire();
                    order.add(number);
                });
    }

    @Test
    default void lockDescribesItself() {
        run(
                () -> {
                    Lock lock = new Lock();
                    assertTrue(lock.toString().matches("<Lock@[0-9a-f]+ \\[unlocked]>"));
                    lock.acquire();
                    assertTrue(lock.toString().endsWith(" [locked]>"));
                    Task<Void> waiting = createTask(lock::acquire);
                    turn();
                    assertTrue(lock.toString().endsWith(" [locked, waiters:1]>"));
                    lock.release();
                    waiting.await();
                });
    }

    @Test
    default void lockPassesFirstComeFirst() {
        run(
                () -> {
                    Lock lock = new Lock();
                    List<Integer> order = new ArrayList<>();
                    lock.acquire();
                    Task<Void> first = taker(lock, order, 1);
                    Task<Void> second = taker(lock, order, 2);
                    turn();
                    assertEquals(List.of(), order);
                    lock.release();
                    turn();
                    assertEquals(List.of(1), order);
                    turn();
                    assertEquals(List.of(1), order);
                    Task<Void> third = taker(lock, order, 3);
                    lock.release();
                    turn();
                    assertEquals(List.of(1, 2), order);
                    lock.release();
                    turn();
                    assertEquals(List.of(1, 2, 3), order);
                    assertTrue(first.done() && second.done() && third.done());
                });
    }

    @Test
    default void lockLetsNobodyOvertake() {
        run(
                () -> {
                    Lock lock = new Lock();
                    List<String> order = new ArrayList<>();
                    lock.acquire();
                    Task<Void> waiting =
                            createTask(
                                    () -> {
                                        lock.acquire();
                                        order.add("waiting");
                                        lock.release();
                                    });
                    turn();
                    lock.release();
                    lock.acquire(); // free, but promised
                    order.add("releasing");
                    lock.release();
                    waiting.await();
                    assertEquals(List.of("waiting", "releasing"), order);
                });
    }

    @Test
    default void lockForgetsCancelledWaiter() {
        run(
                () -> {
                    Lock lock = new Lock();
                    lock.acquire();
                    Task<Void> waiting = createTask(lock::acquire);
                    getRunningLoop().callSoon(waiting::cancel);
                    assertCancelled(waiting);
                    assertTrue(lock.toString().endsWith(" [locked]>"));
                });
    }

    @Test
    default void lockPassesOverCancelledWaiter() {
        run(
                () -> {
                    Lock lock = new Lock();
                    Future<Void> goOn = getRunningLoop().createFuture();
                    Task<Void> holder =
                            createTask(
                                    () -> {
                                        lock.acquire();
                                        try {
                                            goOn.await();
                                        } finally {
                                            lock.release();
                                        }
                                    });
                    turn();
                    assertTrue(lock.locked());
                    Task<Void> cancelled = createTask(lock::acquire);
                    Task<Void> next = createTask(lock::acquire);
                    turn();
                    goOn.setResult(null);
                    cancelled.cancel(); // while the holder is about to release
                    turn();
                    assertFalse(lock.locked());
                    assertTrue(holder.done());
                    assertTrue(cancelled.cancelled());
                    next.await();
                    assertTrue(lock.locked());
                });
    }

    @Test
    default void lockCancelAndReleaseTogetherWakeOne() {
        run(
                () -> {
                    Lock lock = new Lock();
                    List<Integer> order = new ArrayList<>();
                    lock.acquire();
                    Task<Void> first = taker(lock, order, 1);
                    Task<Void> second = taker(lock, order, 2);
                    Task<Void> third = taker(lock, order, 3);
                    turn();
                    getRunningLoop()
                            .callSoon(
                                    () -> {
                                        first.cancel();
                                        lock.release();
                                    });
                    assertCancelled(first);
                    turn();
                    assertEquals(List.of(2), order);
                    assertTrue(second.done());
                    third.cancel();
                    assertCancelled(third);
                });
    }

    @Test
    default void lockTurnOfCancelledWaiterIsPassedOn() {
        run(
                () -> {
                    Lock lock = new Lock();
                    lock.acquire();
                    Task<Void> woken = createTask(lock::acquire);
                    turn();
                    Task<Void> next = createTask(lock::acquire);
                    turn();
                    lock.release();
                    woken.cancel(); // it was woken already
                    turn();
                    assertTrue(woken.cancelled());
                    next.await();
                    assertTrue(lock.locked());
                });
    }

    @Test
    default void lockStartedWaiterCancelledBeforeItRuns() {
        run(
                () -> {
                    Lock lock = new Lock();
                    lock.acquire();
                    Task<Void> cancelled = createTask(lock::acquire);
                    turn();
                    Task<Void> late = createTask(lock::acquire);
                    cancelled.cancel();
                    lock.release();
                    turn();
                    assertTrue(cancelled.cancelled());
                    late.await();
                    assertTrue(lock.locked());
                });
    }

    @Test
    default void lockReleaseWithoutAcquireThrows() {
        assertThrows(IllegalStateException.class, () -> new Lock().release());
    }

    @Test
    default void lockReleasesWithoutWaiters() {
        run(
                () -> {
                    Lock lock = new Lock();
                    lock.acquire();
                    assertTrue(lock.locked());
                    lock.release();
                    assertFalse(lock.locked());
                });
    }

    @Test
    @SuppressWarnings("try") // the guard is there to be closed
    default void lockGuardReleases() {
        run(
                () -> {
                    Lock lock = new Lock();
                    try (Guard held = lock.hold()) {
                        assertTrue(lock.locked());
                    }
                    assertFalse(lock.locked());
                    assertThrows(
                            ArithmeticException.class,
                            () -> {
                                try (Guard held = lock.hold()) {
                                    throw new ArithmeticException();
                                }
                            });
                    assertFalse(lock.locked());
                });
    }

    @Test
    default void lockGuardReleasesOnce() {
        run(
                () -> {
                    Lock lock = new Lock();
                    Guard guard = lock.hold();
                    guard.close();
                    lock.acquire(); // by somebody else
                    guard.close();
                    assertTrue(lock.locked());
                });
    }

    @Test
    @SuppressWarnings("try") // the guard is there to be closed
    default void lockExcludes() {
        run(
                () -> {
                    Lock lock = new Lock();
                    int[] inside = {0};
                    int[] most = {0};
                    List<Task<Void>> tasks = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        tasks.add(
                                createTask(
                                        () -> {
                                            try (Guard held = lock.hold()) {
                                                most[0] = Math.max(most[0], ++inside[0]);
                                                sleep(SOON);
                                                inside[0]--;
                                            }
                                        }));
                    }
                    weft.Asyncio.gather(tasks).await();
                    assertEquals(1, most[0]);
                });
    }

    @Test
    default void lockCannotBeWaitedForOutsideCoroutines() {
        run(
                () -> {
                    Lock lock = new Lock();
                    Future<Throwable> thrown = getRunningLoop().createFuture();
                    getRunningLoop()
                            .callSoon(
                                    () ->
                                            thrown.setResult(
                                                    assertThrows(
                                                            IllegalStateException.class,
                                                            lock::acquire)));
                    String message = String.valueOf(thrown.await().getMessage());
                    assertTrue(message.contains("Lock.acquire outside a coroutine"), message);
                });
    }

    @Test
    default void lockIsBoundToTheLoopOfItsWaiters() {
        Lock lock = new Lock();
        run(
                () -> {
                    lock.acquire();
                    Task<Void> waiting = createTask(lock::acquire);
                    turn();
                    waiting.cancel();
                });
        run(
                () -> {
                    Throwable error = assertThrows(IllegalStateException.class, lock::acquire);
                    String message = String.valueOf(error.getMessage());
                    assertTrue(message.contains("is bound to a different event loop"), message);
                });
    }

    @Test
    default void lockWithoutWaitersIsForAnyLoop() {
        Lock lock = new Lock();
        run(lock::acquire);
        lock.release();
        run(lock::acquire);
        assertTrue(lock.locked());
    }
}
