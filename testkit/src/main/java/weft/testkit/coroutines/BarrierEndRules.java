package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;
import static weft.testkit.coroutines.BarrierFixture.assertIdle;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.junit.jupiter.api.Test;

import weft.Barrier;
import weft.BrokenBarrierError;
import weft.Task;
import weft.VoidCoroutine;

import java.util.List;

/** Rules of a {@link Barrier} that is reset or aborted. */
interface BarrierEndRules extends BarrierFixture {
    /** Aborts as one party of the second round; tells whether this party was broken instead. */
    private static boolean abortsOrBreaks(Barrier barrier) {
        try {
            if (barrier.await() == PARTIES / 2) {
                barrier.abort();
                return false;
            }
            barrier.await();
            throw new AssertionError("a round was completed after the abort");
        } catch (BrokenBarrierError e) {
            return true;
        }
    }

    /** Waits for a barrier, and tells whether it broke. */
    private static boolean breaks(Barrier barrier) {
        try {
            barrier.await();
            return false;
        } catch (BrokenBarrierError e) {
            return true;
        }
    }

    /** Has all parties but one wait for a barrier, and checks that something breaks it for all. */
    private void assertBreaksAll(Barrier barrier, VoidCoroutine something) {
        int[] broken = {0};
        List<Task<Void>> tasks =
                start(
                        PARTIES - 1,
                        () -> {
                            assertTrue(breaks(barrier));
                            broken[0]++;
                        });
        turn();
        createTask(something).await();
        gather(tasks).await();
        assertEquals(PARTIES - 1, broken[0]);
    }

    @Test
    default void barrierResetsWhenNobodyWaits() {
        run(
                () -> {
                    Barrier barrier = new Barrier(2);
                    barrier.reset();
                    assertIdle(barrier);
                    runAll(2, () -> barrier.await());
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierResetBreaksThoseThatWait() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    assertBreaksAll(barrier, barrier::reset);
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierResetWhileDrainingBreaksThoseThatHaveNotLeft() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    int[] left = {0};
                    int[] broken = {0};
                    runAll(
                            PARTIES,
                            () -> {
                                if (breaks(barrier)) {
                                    broken[0]++;
                                } else if (++left[0] == PARTIES / 2 + 1) {
                                    barrier.reset();
                                }
                            });
                    assertEquals(PARTIES, left[0] + broken[0]);
                    assertTrue(broken[0] > 0, () -> broken[0] + " broken");
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierWorksAfterReset() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    int[] broken = {0};
                    int[] passed = {0};
                    List<Task<Void>> tasks =
                            start(
                                    PARTIES - 1,
                                    () -> {
                                        assertTrue(breaks(barrier));
                                        broken[0]++;
                                        barrier.await();
                                        passed[0]++;
                                    });
                    turn();
                    barrier.reset();
                    turn();
                    barrier.await();
                    gather(tasks).await();
                    assertEquals(PARTIES - 1, broken[0]);
                    assertEquals(PARTIES - 1, passed[0]);
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierResetByTheLastToLeaveBreaksNobody() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    int[] count = {0};
                    int[] passed = {0};
                    runAll(
                            PARTIES,
                            () -> {
                                barrier.await();
                                if (++count[0] == PARTIES) {
                                    barrier.reset();
                                }
                                barrier.await();
                                barrier.await();
                                passed[0]++;
                            });
                    assertEquals(PARTIES, passed[0]);
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierAbortBreaksThoseThatComeLater() {
        run(
                () -> {
                    Barrier barrier = new Barrier(1);
                    barrier.abort();
                    assertTrue(barrier.broken());
                    assertEquals(0, barrier.nWaiting());
                    assertThrows(BrokenBarrierError.class, barrier::await);
                    barrier.reset();
                    assertEquals(0, barrier.await());
                    assertIdle(barrier);
                });
    }

    @Test
    default void barrierAbortBreaksThoseThatWait() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    assertBreaksAll(barrier, barrier::abort);
                    assertTrue(barrier.broken());
                    assertEquals(0, barrier.nWaiting());
                });
    }

    @Test
    default void barrierAbortByOneAfterItsOwnFailure() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    int[] broken = {0};
                    runAll(
                            PARTIES,
                            () -> {
                                if (abortsOrBreaks(barrier)) {
                                    broken[0]++;
                                }
                            });
                    assertEquals(PARTIES - 1, broken[0]);
                    assertTrue(barrier.broken());
                });
    }

    @Test
    default void barrierAbortThenResetWithSecondBarrier() {
        run(
                () -> {
                    Barrier barrier = new Barrier(PARTIES);
                    Barrier second = new Barrier(PARTIES);
                    int[] broken = {0};
                    int[] passed = {0};
                    runAll(
                            PARTIES,
                            () -> {
                                if (abortsOrBreaks(barrier)) {
                                    broken[0]++;
                                }
                                if (second.await() == PARTIES / 2) {
                                    barrier.reset();
                                }
                                second.await();
                                barrier.await();
                                passed[0]++;
                            });
                    assertEquals(PARTIES - 1, broken[0]);
                    assertEquals(PARTIES, passed[0]);
                    assertIdle(barrier);
                });
    }
}
