package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;
import static weft.Asyncio.gatherReturningExceptions;
import static weft.testkit.coroutines.BarrierFixture.assertIdle;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.junit.jupiter.api.Test;

import weft.Barrier;
import weft.Coroutine;
import weft.Task;
import weft.VoidCoroutine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Rules of parties that meet at a {@link Barrier}. */
interface BarrierRules extends BarrierFixture {
    @Test
    default void barrierNeedsParties() {
        assertThrows(IllegalArgumentException.class, () -> new Barrier(0));
        assertThrows(IllegalArgumentException.class, () -> new Barrier(-4));
        assertEquals(PARTIES, new Barrier(PARTIES).parties());
    }

    @Test
    default void barrierDescribesItself() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    String identity = "<Barrier@[0-9a-f]+ ";
                    assertTrue(barrier.toString().matches(identity + "\\[filling, waiters:0/5]>"));
                    VoidCoroutine waits = () -> barrier.await();
                    List<Task<Void>> tasks = new ArrayList<>(start(2, waits));
                    turn();
                    assertTrue(barrier.toString().matches(identity + "\\[filling, waiters:2/5]>"));
                    tasks.addAll(start(3, waits));
                    turn();
                    assertTrue(barrier.toString().matches(identity + "\\[draining, waiters:0/5]>"));
                    tasks.addAll(start(2, waits));
                    turn();
                    barrier.reset();
                    assertTrue(
                            barrier.toString().matches(identity + "\\[resetting, waiters:0/5]>"));
                    tasks.addAll(start(2, waits));
                    turn();
                    barrier.abort();
                    assertTrue(barrier.toString().matches(identity + "\\[broken]>"));
                    gatherReturningExceptions(tasks).await();
                });
    }

    @Test
    default void barrierOfOnePasses() {
        run(
                () -> {
                    Barrier barrier = new Barrier(1);
                    assertEquals(0, barrier.await());
                    assertEquals(0, barrier.await());
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierNumbersItsParties() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    Coroutine<Integer> twice =
                            () -> {
                                barrier.await();
                                return barrier.await();
                            };
                    List<Task<Integer>> tasks = new ArrayList<>();
                    for (int i = 0; i < PARTIES; i++) {
                        tasks.add(createTask(twice));
                    }
                    List<Integer> numbers = gather(tasks).await();
                    Collections.sort(numbers);
                    assertEquals(IntStream.range(0, PARTIES).boxed().toList(), numbers);
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierFillsOneByOne() {
        run(
                () -> {
                    Barrier barrier = new Barrier(3);
                    List<Task<Void>> tasks = new ArrayList<>();
                    for (int i = 1; i < 3; i++) {
                        tasks.addAll(start(1, () -> barrier.await()));
                        turn();
                        assertEquals(i, barrier.nWaiting());
                        assertTrue(barrier.toString().contains("filling"));
                    }
                    tasks.addAll(start(1, () -> barrier.await()));
                    gather(tasks).await();
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierHoldsUntilAllHaveCome() {
        run(
                () -> {
                    Barrier barrier = new Barrier(3);
                    int[] passed = {0};
                    VoidCoroutine party =
                            () -> {
                                barrier.await();
                                passed[0]++;
                            };
                    List<Task<Void>> tasks = new ArrayList<>(start(2, party));
                    for (int i = 0; i < 5; i++) {
                        turn();
                    }
                    assertEquals(0, passed[0]);
                    tasks.addAll(start(1, party));
                    gather(tasks).await();
                    assertEquals(3, passed[0]);
                });
    }

    @Test
    default void barrierCanBePassedAgain() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    List<Integer> rounds = new ArrayList<>();
                    runAll(
                            PARTIES,
                            () -> {
                                for (int round = 0; round < 3; round++) {
                                    barrier.await();
                                    rounds.add(round);
                                }
                            });
                    for (int i = 0; i < rounds.size(); i++) {
                        assertEquals(i / PARTIES, rounds.get(i)); // no round overtakes another
                    }
                    assertEquals(3 * PARTIES, rounds.size());
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierDrainsUntilTheLastHasLeft() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    List<Boolean> draining = new ArrayList<>();
                    runAll(
                            PARTIES,
                            () -> {
                                barrier.await();
                                draining.add(barrier.toString().contains("draining"));
                            });
                    assertEquals(List.of(true, true, true, true, false), draining);
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierBlocksNewPartiesWhileDraining() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    Barrier others = new Barrier(PARTIES - 2);
                    int[] again = {2};
                    int[] passed = {0};
                    runAll(
                            PARTIES,
                            () -> {
                                barrier.await();
                                if (again[0]-- <= 0) {
                                    others.await();
                                }
                                barrier.await();
                                passed[0]++;
                            });
                    assertEquals(PARTIES, passed[0]);
                    assertIdle(barrier);
                    assertIdle(others);
                });
    }

    @Test
    default void barrierGoesOnWithoutCancelledParty() {
        run(
                () -> {
                    Barrier barrier = new Barrier(3);
                    int[] passed = {0};
                    VoidCoroutine party =
                            () -> {
                                barrier.await();
                                passed[0]++;
                            };
                    Task<Void> cancelled = createTask(party);
                    Task<Void> second = createTask(party);
                    turn();
                    assertEquals(2, barrier.nWaiting());
                    cancelled.cancel();
                    assertCancelled(cancelled);
                    assertEquals(1, barrier.nWaiting());
                    Task<Void> third = createTask(party);
                    turn();
                    assertEquals(2, barrier.nWaiting());
                    gather(second, third, createTask(party)).await();
                    assertEquals(3, passed[0]);
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierCannotBeWaitedForOutsideCoroutines() {
        Barrier barrier = new Barrier(1);
        assertThrows(IllegalStateException.class, barrier::await);
        assertThrows(IllegalStateException.class, barrier::reset);
        assertThrows(IllegalStateException.class, barrier::abort);
    }
}
