package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.timeout;
import static weft.Asyncio.waitFor;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.junit.jupiter.api.Test;

import weft.CancelledError;
import weft.Condition;
import weft.Guard;
import weft.Lock;
import weft.Task;
import weft.TimeoutError;

import java.util.ArrayList;
import java.util.List;

/** Rules of {@link Condition}. */
@SuppressWarnings("try") // guards are there to be closed
interface ConditionRules extends CoroutineFixture {
    /** Waits, notes that it was woken, and keeps the lock or not. */
    private static Task<Void> awaiter(
            Condition condition, List<Integer> order, int number, boolean keepsLock) {
        return createTask(
                () -> {
                    condition.acquire();
                    condition.await();
                    order.add(number);
                    if (!keepsLock) {
                        condition.release();
                    }
                });
    }

    /** Consumes one unit of a state each time it is signalled; ends when the state is negative. */
    private static Task<Void> consumer(Condition condition, int[] state) {
        return createTask(
                () -> {
                    try (Guard held = condition.hold()) {
                        while (true) {
                            condition.awaitFor(() -> state[0] != 0);
                            if (state[0] < 0) {
                                return;
                            }
                            state[0]--;
                        }
                    }
                });
    }

    @Test
    default void conditionDescribesItself() {
        run(
                () -> {
                    Condition condition = new Condition();
                    assertTrue(condition.toString().matches("<Condition@[0-9a-f]+ \\[unlocked]>"));
                    List<Integer> order = new ArrayList<>();
                    Task<Void> waiting = awaiter(condition, order, 1, false);
                    turn();
                    condition.acquire();
                    assertTrue(condition.toString().endsWith(" [locked, waiters:1]>"));
                    condition.signal();
                    condition.release();
                    waiting.await();
                    assertTrue(condition.toString().endsWith(" [unlocked]>"));
                });
    }

    @Test
    default void conditionWakesOneAfterTheOther() {
        run(
                () -> {
                    Condition condition = new Condition();
                    List<Integer> order = new ArrayList<>();
                    List<Task<Void>> tasks =
                            List.of(
                                    awaiter(condition, order, 1, true),
                                    awaiter(condition, order, 2, true),
                                    awaiter(condition, order, 3, true));
                    turn();
                    assertEquals(List.of(), order);
                    assertFalse(condition.locked());
                    condition.acquire();
                    condition.signal();
                    turn();
                    assertEquals(List.of(), order); // signalled, but the lock is held
                    assertTrue(condition.locked());
                    condition.release();
                    turn();
                    assertEquals(List.of(1), order);
                    assertTrue(condition.locked());
                    condition.signal(2);
                    turn();
                    assertEquals(List.of(1), order);
                    condition.release();
                    turn();
                    assertEquals(List.of(1, 2), order);
                    condition.release();
                    turn();
                    assertEquals(List.of(1, 2, 3), order);
                    assertTrue(tasks.stream().allMatch(Task::done));
                });
    }

    @Test
    default void conditionHoldsLockAfterCancelledWait() {
        run(
                () -> {
                    Condition condition = new Condition();
                    condition.acquire();
                    Task<Void> waiting = createTask(condition::await);
                    getRunningLoop().callSoon(waiting::cancel);
                    assertCancelled(waiting);
                    assertTrue(condition.toString().endsWith(" [locked]>"));
                });
    }

    @Test
    default void conditionContestedLockIsTakenInSpiteOfCancel() {
        run(
                () -> {
                    Condition condition = new Condition();
                    condition.acquire();
                    Task<Void> waiting = createTask(condition::await);
                    turn();
                    assertFalse(condition.locked());
                    condition.acquire();
                    condition.signal();
                    getRunningLoop().callSoon(waiting::cancel);
                    getRunningLoop().callSoon(condition::release);
                    assertCancelled(waiting);
                    assertTrue(condition.locked());
                });
    }

    @Test
    default void conditionCancelAfterSignal() {
        run(
                () -> {
                    Condition condition = new Condition();
                    boolean[] waited = {false};
                    Task<Void> waiting =
                            createTask(
                                    () -> {
                                        try (Guard held = condition.hold()) {
                                            waited[0] = true;
                                            condition.await();
                                        }
                                    });
                    turn();
                    condition.acquire();
                    condition.signal();
                    turn(); // it now waits for the lock
                    waiting.cancel();
                    turn();
                    condition.release();
                    turn();
                    assertTrue(waiting.cancelled());
                    assertTrue(waited[0]);
                    assertFalse(condition.locked());
                });
    }

    @Test
    default void conditionNeedsItsLock() {
        run(
                () -> {
                    Condition condition = new Condition();
                    assertThrows(IllegalStateException.class, condition::await);
                    assertThrows(IllegalStateException.class, condition::signal);
                    assertThrows(IllegalStateException.class, condition::signalAll);
                    assertThrows(
                            IllegalStateException.class, () -> condition.awaitFor(() -> false));
                    condition.awaitFor(() -> true); // need not wait
                });
    }

    @Test
    default void conditionAwaitsPredicate() {
        run(
                () -> {
                    Condition condition = new Condition();
                    boolean[] ready = {false};
                    Task<Void> waiting =
                            createTask(
                                    () -> {
                                        try (Guard held = condition.hold()) {
                                            condition.awaitFor(() -> ready[0]);
                                        }
                                    });
                    turn();
                    for (int i = 0; i < 2; i++) {
                        assertFalse(waiting.done());
                        ready[0] = i == 1;
                        condition.acquire();
                        condition.signal();
                        condition.release();
                        turn();
                    }
                    assertTrue(waiting.done());
                    waiting.await();
                });
    }

    @Test
    default void conditionSignalsSome() {
        run(
                () -> {
                    Condition condition = new Condition();
                    List<Integer> order = new ArrayList<>();
                    List<Task<Void>> tasks =
                            List.of(
                                    awaiter(condition, order, 1, false),
                                    awaiter(condition, order, 2, false),
                                    awaiter(condition, order, 3, false));
                    turn();
                    condition.acquire();
                    condition.signal(1);
                    condition.release();
                    turn();
                    assertEquals(List.of(1), order);
                    condition.acquire();
                    condition.signal(1);
                    condition.signal(2048);
                    condition.release();
                    turn();
                    assertEquals(List.of(1, 2, 3), order);
                    assertTrue(tasks.stream().allMatch(Task::done));
                });
    }

    @Test
    default void conditionSignalsAll() {
        run(
                () -> {
                    Condition condition = new Condition();
                    List<Integer> order = new ArrayList<>();
                    List<Task<Void>> tasks =
                            List.of(
                                    awaiter(condition, order, 1, false),
                                    awaiter(condition, order, 2, false));
                    turn();
                    condition.acquire();
                    condition.signalAll();
                    condition.release();
                    turn();
                    assertEquals(List.of(1, 2), order);
                    assertTrue(tasks.stream().allMatch(Task::done));
                });
    }

    @Test
    default void conditionsShareALock() {
        run(
                () -> {
                    Lock lock = new Lock();
                    Condition notEmpty = new Condition(lock);
                    Condition notFull = new Condition(lock);
                    try (Guard held = notEmpty.hold()) {
                        assertTrue(lock.locked());
                        assertTrue(notFull.locked());
                    }
                    assertFalse(notFull.locked());
                    try (Guard held = lock.hold()) {
                        assertTrue(notEmpty.locked());
                    }
                    List<Integer> order = new ArrayList<>();
                    Task<Void> one = awaiter(notEmpty, order, 1, false);
                    Task<Void> two = awaiter(notFull, order, 2, false);
                    turn();
                    try (Guard held = lock.hold()) {
                        notFull.signalAll();
                    }
                    two.await();
                    assertEquals(List.of(2), order);
                    try (Guard held = lock.hold()) {
                        notEmpty.signalAll();
                    }
                    one.await();
                });
    }

    @Test
    default void conditionWaitTimesOut() {
        run(
                () -> {
                    Condition condition = new Condition();
                    try (Guard held = condition.hold()) {
                        assertThrows(TimeoutError.class, () -> waitFor(condition::await, SOON));
                        assertTrue(condition.locked());
                    }
                    assertFalse(condition.locked());
                });
    }

    /**
     * Runs a wait that is cancelled with a message, and returns what it threw and what came out.
     */
    private static List<CancelledError> cancelledWait(boolean whileRelocking) {
        boolean[] wake = {false};
        Condition condition = new Condition();
        List<CancelledError> errors = new ArrayList<>();
        Task<Void> task =
                createTask(
                        () -> {
                            try (Guard held = condition.hold()) {
                                condition.awaitFor(() -> wake[0]);
                            } catch (CancelledError e) {
                                errors.add(e);
                                throw e;
                            }
                        });
        turn();
        if (whileRelocking) {
            condition.acquire();
            wake[0] = true;
            condition.signal();
            turn();
        }
        task.cancel("foo");
        if (whileRelocking) {
            condition.release();
        }
        errors.add(assertCancelled(task));
        return errors;
    }

    @Test
    default void conditionCancelMessageComesThrough() {
        run(
                () -> {
                    for (boolean whileRelocking : new boolean[] {false, true}) {
                        List<CancelledError> errors = cancelledWait(whileRelocking);
                        assertEquals(2, errors.size());
                        errors.forEach(error -> assertEquals("foo", error.getMessage()));
                    }
                });
    }

    /** Cancels a consumer that was signalled, and checks that another one consumes instead. */
    private static void losesNoSignal(boolean whileRelocking) {
        Condition condition = new Condition();
        int[] state = {0};
        Task<Void> first = consumer(condition, state);
        Task<Void> second = consumer(condition, state);
        turn();
        try (Guard held = condition.hold()) {
            state[0]++;
            condition.signal(1);
            if (whileRelocking) {
                turn();
            }
            first.cancel();
            assertThrows(
                    TimeoutError.class,
                    () -> timeout(SOON, () -> condition.awaitFor(() -> state[0] == 99)));
            assertEquals(0, state[0]);
            state[0] = -1;
            condition.signalAll();
        }
        second.await();
        assertCancelled(first);
    }

    @Test
    default void conditionLosesNoSignalToCancelledWaiter() {
        run(() -> losesNoSignal(false));
    }

    @Test
    default void conditionLosesNoSignalToWaiterCancelledWhileRelocking() {
        run(() -> losesNoSignal(true));
    }

    @Test
    default void conditionRethrowsLastCancellation() {
        run(
                () -> {
                    Condition condition = new Condition();
                    condition.acquire();
                    CancelledError[] seen = {null};
                    Task<Void> waiting =
                            createTask(
                                    () -> {
                                        try {
                                            condition.await();
                                        } catch (CancelledError e) {
                                            seen[0] = e;
                                            throw e;
                                        }
                                    });
                    turn();
                    condition.acquire();
                    waiting.cancel("first");
                    turn();
                    waiting.cancel("second"); // while it takes the lock again
                    turn();
                    assertFalse(waiting.done());
                    condition.release();
                    assertCancelled(waiting);
                    assertSame("second", seen[0].getMessage());
                    assertTrue(condition.locked());
                });
    }
}
