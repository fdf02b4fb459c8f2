package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;
import static weft.Asyncio.gatherReturningExceptions;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.Asyncio.waitFor;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.junit.jupiter.api.Test;

import weft.BoundedSemaphore;
import weft.CancelledError;
import weft.Guard;
import weft.Semaphore;
import weft.Task;
import weft.TaskGroup;

import java.util.ArrayList;
import java.util.List;

/** Rules of {@link Semaphore} and {@link BoundedSemaphore}. */
interface SemaphoreRules extends CoroutineFixture {
    /** Passes a semaphore and notes when that succeeded. */
    private static Task<Void> passer(Semaphore semaphore, List<Integer> order, int number) {
        return createTask(
                () -> {
                    semaphore.acquire();
                    order.add(number);
                });
    }

    @Test
    default void semaphoreMayStartAtZero() {
        assertTrue(new Semaphore(0).locked());
        assertFalse(new Semaphore().locked());
    }

    @Test
    default void semaphoreRefusesNegativeValue() {
        assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
        assertThrows(IllegalArgumentException.class, () -> new BoundedSemaphore(-1));
    }

    @Test
    default void semaphoreDescribesItself() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore();
                    assertTrue(
                            semaphore
                                    .toString()
                                    .matches("<Semaphore@[0-9a-f]+ \\[unlocked, value:1]>"));
                    semaphore.acquire();
                    assertTrue(semaphore.toString().endsWith(" [locked]>"));
                    Task<Void> one = createTask(semaphore::acquire);
                    Task<Void> two = createTask(semaphore::acquire);
                    turn();
                    assertTrue(semaphore.toString().endsWith(" [locked, waiters:2]>"));
                    semaphore.release();
                    semaphore.release();
                    gather(one, two).await();
                    assertTrue(new BoundedSemaphore(3).toString().startsWith("<BoundedSemaphore@"));
                });
    }

    @Test
    default void semaphoreLetsItsNumberPass() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore(3);
                    List<Integer> order = new ArrayList<>();
                    semaphore.acquire();
                    semaphore.acquire();
                    assertFalse(semaphore.locked());
                    Task<Void> first = passer(semaphore, order, 1);
                    Task<Void> second = passer(semaphore, order, 2);
                    Task<Void> third = passer(semaphore, order, 3);
                    turn();
                    assertEquals(List.of(1), order);
                    assertTrue(semaphore.locked());
                    Task<Void> fourth = passer(semaphore, order, 4);
                    semaphore.release();
                    semaphore.release();
                    turn();
                    assertEquals(List.of(1, 2, 3), order);
                    assertTrue(semaphore.locked());
                    assertTrue(semaphore.toString().endsWith("waiters:1]>"));
                    semaphore.release();
                    gather(first, second, third, fourth).await();
                    assertEquals(List.of(1, 2, 3, 4), order);
                });
    }

    @Test
    default void semaphoreForgetsCancelledWaiter() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore();
                    semaphore.acquire();
                    Task<Void> waiting = createTask(semaphore::acquire);
                    getRunningLoop().callSoon(waiting::cancel);
                    assertCancelled(waiting);
                    assertTrue(semaphore.toString().endsWith(" [locked]>"));
                });
    }

    @Test
    default void semaphorePassesOverCancelledWaiters() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore(0);
                    List<Integer> order = new ArrayList<>();
                    List<Task<Void>> tasks = new ArrayList<>();
                    for (int i = 1; i <= 4; i++) {
                        tasks.add(passer(semaphore, order, i));
                    }
                    turn();
                    tasks.get(0).cancel();
                    tasks.get(1).cancel();
                    semaphore.release();
                    turns(2);
                    assertEquals(List.of(3), order);
                    assertFalse(tasks.get(3).done());
                    tasks.get(3).cancel();
                    assertCancelled(tasks.get(3));
                });
    }

    @Test
    default void semaphoreDoesNotHangAfterCancelledWaiter() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore(0);
                    Task<Void> cancelled = createTask(semaphore::acquire);
                    Task<Void> next = createTask(semaphore::acquire);
                    turn();
                    cancelled.cancel();
                    semaphore.release();
                    turns(2);
                    assertTrue(semaphore.locked());
                    assertTrue(next.done());
                });
    }

    @Test
    default void semaphoreTakesTurnBackFromWaiterCancelledAfterItWasWoken() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore(1);
                    Task<?>[] second = {null};
                    Task<Void> first =
                            createTask(
                                    () -> {
                                        semaphore.acquire();
                                        turn();
                                        semaphore.release();
                                        second[0].cancel();
                                    });
                    second[0] = createTask(semaphore::acquire);
                    List<Object> results = gatherReturningExceptions(first, second[0]).await();
                    assertNull(results.get(0));
                    assertInstanceOf(CancelledError.class, results.get(1));
                    waitFor(semaphore::acquire, LATER);
                });
    }

    @Test
    default void semaphoreReleasesWithoutWaiters() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore();
                    semaphore.acquire();
                    assertTrue(semaphore.locked());
                    semaphore.release();
                    assertFalse(semaphore.locked());
                    semaphore.release(); // not bounded
                    assertTrue(semaphore.toString().endsWith("value:2]>"));
                });
    }

    @Test
    default void boundedSemaphoreRefusesReleaseWithoutAcquire() {
        run(
                () -> {
                    BoundedSemaphore semaphore = new BoundedSemaphore(2);
                    assertThrows(IllegalStateException.class, semaphore::release);
                    semaphore.acquire();
                    semaphore.release();
                    assertThrows(IllegalStateException.class, semaphore::release);
                    assertThrows(
                            IllegalStateException.class, () -> new BoundedSemaphore().release());
                });
    }

    @Test
    default void semaphoreTakesTurns() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore(1);
                    List<String> order = new ArrayList<>();
                    TaskGroup.run(
                            group -> {
                                for (int i = 1; i <= 3; i++) {
                                    String name = "c" + i;
                                    group.createTask(
                                            () -> {
                                                for (int round = 1; round <= 2; round++) {
                                                    semaphore.acquire();
                                                    order.add(name + "_" + round);
                                                    sleep(SOON);
                                                    semaphore.release();
                                                }
                                            });
                                }
                            });
                    assertEquals(List.of("c1_1", "c2_1", "c3_1", "c1_2", "c2_2", "c3_2"), order);
                });
    }

    @Test
    default void semaphoreLetsNobodyOvertake() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore(1);
                    List<Integer> order = new ArrayList<>();
                    Task<Void> first = passer(semaphore, order, 1);
                    Task<Void> second =
                            createTask(
                                    () -> {
                                        semaphore.acquire();
                                        order.add(2);
                                        semaphore.release();
                                        semaphore.acquire();
                                        order.add(4);
                                    });
                    Task<Void> third = passer(semaphore, order, 3);
                    turn();
                    semaphore.release();
                    semaphore.release();
                    gather(first, second, third).await();
                    assertEquals(List.of(1, 2, 3, 4), order);
                });
    }

    @Test
    default void semaphoreKeepsOrderAfterCancel() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore(0);
                    List<Integer> order = new ArrayList<>();
                    Task<Void> first = passer(semaphore, order, 1);
                    Task<Void> second = passer(semaphore, order, 2);
                    Task<Void> third = passer(semaphore, order, 3);
                    turn();
                    first.cancel();
                    turn();
                    semaphore.release();
                    semaphore.release();
                    gatherReturningExceptions(first, second, third).await();
                    assertEquals(List.of(2, 3), order);
                });
    }

    @Test
    default void semaphoreWakesThoseThatWaitedForOrderOnly() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore(0);
                    List<Integer> order = new ArrayList<>();
                    List<Task<Void>> tasks = new ArrayList<>();
                    tasks.add(
                            createTask(
                                    () -> {
                                        semaphore.acquire();
                                        tasks.add(
                                                createTask(
                                                        () -> {
                                                            order.add(4);
                                                        }));
                                        order.add(1);
                                    }));
                    tasks.add(
                            createTask(
                                    () -> {
                                        for (int i = 0; i < 3; i++) {
                                            semaphore.release();
                                        }
                                        // Free for two, but the first has not run yet.
                                        assertTrue(semaphore.locked());
                                        semaphore.acquire();
                                        order.add(2);
                                    }));
                    tasks.add(passer(semaphore, order, 3));
                    turns(2);
                    gather(tasks).await();
                    assertEquals(List.of(1, 2, 3, 4), order);
                });
    }

    @Test
    @SuppressWarnings("try") // the guard is there to be closed
    default void semaphoreGuardReleases() {
        run(
                () -> {
                    Semaphore semaphore = new BoundedSemaphore(1);
                    try (Guard held = semaphore.hold()) {
                        assertTrue(semaphore.locked());
                    }
                    assertFalse(semaphore.locked());
                });
    }

    @Test
    @SuppressWarnings("try") // the guard is there to be closed
    default void semaphoreBoundsConcurrency() {
        run(
                () -> {
                    Semaphore semaphore = new Semaphore(3);
                    int[] inside = {0};
                    int[] most = {0};
                    List<Task<Void>> tasks = new ArrayList<>();
                    for (int i = 0; i < 12; i++) {
                        tasks.add(
                                createTask(
                                        () -> {
                                            try (Guard held = semaphore.hold()) {
                                                most[0] = Math.max(most[0], ++inside[0]);
                                                sleep(SOON);
                                                inside[0]--;
                                            }
                                        }));
                    }
                    gather(tasks).await();
                    assertEquals(3, most[0]);
                });
    }

    @Test
    default void semaphoreCannotBeWaitedForOutsideCoroutines() {
        assertThrows(IllegalStateException.class, () -> new Semaphore(1).acquire());
    }
}
