package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.junit.jupiter.api.Test;

import weft.Event;
import weft.Task;

import java.util.ArrayList;
import java.util.List;

/** Rules of {@link Event}. */
interface EventRules extends CoroutineFixture {
    /** Waits for an event and notes when that succeeded. */
    private static Task<Void> awaiter(Event event, List<Integer> order, int number) {
        return createTask(
                () -> {
                    event.await();
                    order.add(number);
                });
    }

    @Test
    default void eventDescribesItself() {
        run(
                () -> {
                    Event event = new Event();
                    assertTrue(event.toString().matches("<Event@[0-9a-f]+ \\[unset]>"));
                    Task<Void> waiting = createTask(event::await);
                    turn();
                    assertTrue(event.toString().endsWith(" [unset, waiters:1]>"));
                    event.set();
                    waiting.await();
                    assertTrue(event.toString().endsWith(" [set]>"));
                });
    }

    @Test
    default void eventWakesAllInOrder() {
        run(
                () -> {
                    Event event = new Event();
                    List<Integer> order = new ArrayList<>();
                    Task<Void> first = awaiter(event, order, 1);
                    Task<Void> second = awaiter(event, order, 2);
                    turn();
                    assertEquals(List.of(), order);
                    Task<Void> third = awaiter(event, order, 3);
                    event.set();
                    turn();
                    assertEquals(List.of(3, 1, 2), order); // the third never had to wait
                    assertTrue(first.done() && second.done() && third.done());
                });
    }

    @Test
    default void eventThatIsSetDoesNotSuspend() {
        run(
                () -> {
                    Event event = new Event();
                    event.set();
                    boolean[] others = {false};
                    getRunningLoop().callSoon(() -> others[0] = true);
                    event.await();
                    assertFalse(others[0]);
                    assertTrue(event.isSet());
                });
    }

    @Test
    default void eventForgetsCancelledWaiter() {
        run(
                () -> {
                    Event event = new Event();
                    Task<Void> waiting = createTask(event::await);
                    getRunningLoop().callSoon(waiting::cancel);
                    assertCancelled(waiting);
                    assertTrue(event.toString().endsWith(" [unset]>"));
                });
    }

    @Test
    default void eventClears() {
        Event event = new Event();
        assertFalse(event.isSet());
        event.set();
        assertTrue(event.isSet());
        event.clear();
        assertFalse(event.isSet());
    }

    @Test
    default void eventClearedBeforeWaitersRunStillWakesThem() {
        run(
                () -> {
                    Event event = new Event();
                    List<Integer> order = new ArrayList<>();
                    Task<Void> waiting = awaiter(event, order, 1);
                    turn();
                    event.set();
                    event.clear();
                    assertFalse(event.isSet());
                    event.set();
                    event.set();
                    assertTrue(event.toString().endsWith(" [set, waiters:1]>"));
                    turn();
                    assertEquals(List.of(1), order);
                    assertTrue(event.toString().endsWith(" [set]>"));
                    assertTrue(waiting.done());
                });
    }

    @Test
    default void eventWaitsAgainAfterClear() {
        run(
                () -> {
                    Event event = new Event();
                    event.set();
                    event.clear();
                    Task<Void> waiting = createTask(event::await);
                    turn();
                    assertFalse(waiting.done());
                    event.set();
                    waiting.await();
                });
    }

    @Test
    default void eventCannotBeWaitedForOutsideCoroutines() {
        Event event = new Event();
        event.set();
        assertThrows(IllegalStateException.class, event::await);
    }
}
