package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.asCompleted;
import static weft.Asyncio.createTask;
import static weft.Asyncio.gather;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.junit.jupiter.api.Test;

import weft.AsCompleted;
import weft.Awaitable;
import weft.Coroutine;
import weft.Future;
import weft.Task;
import weft.TimeoutError;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/** Rules of {@code asCompleted}, in both ways of iterating. */
interface AsCompletedRules extends CoroutineFixture {
    private static Coroutine<String> sleeper(Duration delay, String result) {
        return () -> sleep(delay, result);
    }

    /** Returns the plain iteration or the one that suspends. */
    private static <T> Iterable<Future<T>> iterate(AsCompleted<T> completed, boolean plain) {
        return plain ? completed : completed.finished();
    }

    /** Runs a test once for each way of iterating. */
    private void bothWays(java.util.function.Consumer<Boolean> test) {
        run(() -> test.accept(true));
        run(() -> test.accept(false));
    }

    @Test
    default void asCompletedYieldsInOrderOfCompletion() {
        bothWays(
                plain -> {
                    List<String> results = new ArrayList<>();
                    AsCompleted<String> completed =
                            asCompleted(
                                    List.of(
                                            sleeper(SOON.multipliedBy(4), "b"),
                                            sleeper(LATER, "c"),
                                            sleeper(SOON, "a")));
                    for (Future<String> each : iterate(completed, plain)) {
                        results.add(each.await());
                    }
                    assertEquals(List.of("a", "b", "c"), results);
                });
    }

    @Test
    default void asCompletedYieldsTheVeryTasksWhenItSuspends() {
        run(
                () -> {
                    Task<String> one = createTask(sleeper(SOON, "1"));
                    Task<String> two = createTask(sleeper(SOON, "2"));
                    List<Awaitable<String>> given =
                            List.of(sleeper(SOON, "3"), one, sleeper(SOON, "4"), two);
                    Set<Future<String>> yielded = new HashSet<>();
                    for (Future<String> each : asCompleted(given).finished()) {
                        assertTrue(each.done());
                        yielded.add(each);
                    }
                    assertEquals(4, yielded.size());
                    assertTrue(yielded.containsAll(Set.of(one, two)));
                });
    }

    @Test
    default void asCompletedPlainIterationDoesNotSuspend() {
        run(
                () -> {
                    boolean[] others = {false};
                    getRunningLoop().callSoon(() -> others[0] = true);
                    List<Future<String>> yielded = new ArrayList<>();
                    asCompleted(List.of(sleeper(SOON, "a"), sleeper(SOON, "b")))
                            .forEach(yielded::add);
                    assertFalse(others[0]);
                    assertEquals(2, yielded.size());
                    assertEquals(Set.of("a", "b"), Set.copyOf(gather(yielded).await()));
                });
    }

    @Test
    default void asCompletedPlainIterationResolvesInOrderYielded() {
        run(
                () -> {
                    List<Future<String>> yielded = new ArrayList<>();
                    asCompleted(List.of(sleeper(LATER, "b"), sleeper(SOON, "a")))
                            .forEach(yielded::add);
                    assertEquals("a", yielded.get(0).await());
                    assertEquals("b", yielded.get(1).await());
                });
    }

    @Test
    default void asCompletedTimesOut() {
        run(
                () -> {
                    Task<String> quick = createTask(sleeper(SOON, "a"));
                    Task<String> slow = createTask(sleeper(NEVER, "b"));
                    List<Object> seen = new ArrayList<>();
                    for (Future<String> each : asCompleted(List.of(quick, slow), LATER)) {
                        try {
                            seen.add(each.await());
                        } catch (TimeoutError e) {
                            seen.add("timeout");
                        }
                    }
                    assertEquals(List.of("a", "timeout"), seen);
                    assertFalse(slow.done());
                    slow.cancel();
                    assertCancelled(slow);
                });
    }

    @Test
    default void asCompletedTimesOutWhileItSuspends() {
        run(
                () -> {
                    Task<String> quick = createTask(sleeper(SOON, "a"));
                    Task<String> slow = createTask(sleeper(NEVER, "b"));
                    Iterator<Future<String>> finished =
                            asCompleted(List.of(quick, slow), LATER).finished().iterator();
                    assertEquals(quick, finished.next());
                    assertThrows(TimeoutError.class, finished::next);
                    assertFalse(finished.hasNext());
                    assertFalse(slow.done());
                    slow.cancel();
                    assertCancelled(slow);
                });
    }

    @Test
    default void asCompletedTimeoutTellsEachThatIsLeft() {
        run(
                () -> {
                    Future<String> never = getRunningLoop().createFuture();
                    Future<String> noMore = getRunningLoop().createFuture();
                    int timeouts = 0;
                    for (Future<String> each : asCompleted(List.of(never, noMore), SOON)) {
                        assertThrows(TimeoutError.class, each::await);
                        timeouts++;
                    }
                    assertEquals(2, timeouts);
                    assertEquals("<Future pending>", never.toString()); // no callback is left
                });
    }

    @Test
    default void asCompletedWithTimeoutThatIsNotNeeded() {
        bothWays(
                plain -> {
                    AsCompleted<String> completed = asCompleted(List.of(sleeper(SOON, "a")), NEVER);
                    for (Future<String> each : iterate(completed, plain)) {
                        assertEquals("a", each.await());
                    }
                });
    }

    @Test
    default void asCompletedCanBeResumed() {
        bothWays(
                plain -> {
                    List<Coroutine<Integer>> coroutines = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        int number = i;
                        coroutines.add(() -> number);
                    }
                    AsCompleted<Integer> completed = asCompleted(coroutines);
                    Set<Integer> seen = new HashSet<>();
                    for (Future<Integer> each : iterate(completed, plain)) {
                        seen.add(each.await());
                        if (seen.size() == 2) {
                            break;
                        }
                    }
                    assertEquals(2, seen.size());
                    for (Future<Integer> each : iterate(completed, plain)) {
                        seen.add(each.await());
                    }
                    assertEquals(Set.of(0, 1, 2, 3), seen);
                });
    }

    @Test
    default void asCompletedRunsSameAwaitableOnce() {
        bothWays(
                plain -> {
                    int[] runs = {0};
                    Coroutine<String> ham =
                            () -> {
                                runs[0]++;
                                return "ham";
                            };
                    List<String> results = new ArrayList<>();
                    AsCompleted<String> completed = asCompleted(List.of(ham, ham, () -> "spam"));
                    for (Future<String> each : iterate(completed, plain)) {
                        results.add(each.await());
                    }
                    assertEquals(List.of("ham", "spam"), results);
                    assertEquals(1, runs[0]);
                });
    }

    @Test
    default void asCompletedOfNothing() {
        bothWays(
                plain -> {
                    AsCompleted<String> completed = asCompleted(List.<Future<String>>of(), SOON);
                    Iterator<Future<String>> iterator = iterate(completed, plain).iterator();
                    assertFalse(iterator.hasNext());
                    assertThrows(NoSuchElementException.class, iterator::next);
                });
    }

    @Test
    default void asCompletedPassesExceptionsOn() {
        bothWays(
                plain -> {
                    Coroutine<String> failing =
                            () -> {
                                throw new ArithmeticException();
                            };
                    for (Future<String> each : iterate(asCompleted(List.of(failing)), plain)) {
                        assertThrows(ArithmeticException.class, each::await);
                    }
                });
    }

    @Test
    default void asCompletedPassesCancellationOn() {
        run(
                () -> {
                    Future<String> cancelled = getRunningLoop().createFuture();
                    cancelled.cancel();
                    for (Future<String> each : asCompleted(List.of(cancelled))) {
                        assertCancelled(each);
                    }
                });
    }

    @Test
    default void asCompletedPassesTheMessageOfACancellationOn() {
        run(
                () -> {
                    Future<String> cancelled = getRunningLoop().createFuture();
                    cancelled.cancel("why");
                    for (Future<String> each : asCompleted(List.of(cancelled))) {
                        assertEquals("why", assertCancelled(each).getMessage());
                    }
                });
    }

    @Test
    default void asCompletedCancelledWaiterLosesNothing() {
        run(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    AsCompleted<String> completed = asCompleted(List.of(future));
                    Task<String> reader =
                            createTask(() -> completed.finished().iterator().next().await());
                    turn();
                    reader.cancel();
                    assertCancelled(reader);
                    future.setResult("kept");
                    turns(2);
                    assertEquals("kept", completed.finished().iterator().next().await());
                });
    }

    @Test
    default void asCompletedWaiterCancelledAsItIsServedLosesNothing() {
        run(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    AsCompleted<String> completed = asCompleted(List.of(future));
                    Task<String> reader =
                            createTask(() -> completed.finished().iterator().next().await());
                    turn();
                    future.setResult("kept");
                    turn(); // the reader is woken, and has not run
                    reader.cancel();
                    assertCancelled(reader);
                    assertEquals("kept", completed.finished().iterator().next().await());
                });
    }

    @Test
    default void asCompletedPlainFutureCancelledIsPassedOver() {
        run(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    Future<String> other = getRunningLoop().createFuture();
                    Iterator<Future<String>> iterator =
                            asCompleted(List.of(future, other)).iterator();
                    Future<String> first = iterator.next();
                    Future<String> second = iterator.next();
                    first.cancel();
                    future.setResult("for the second");
                    assertEquals("for the second", second.await());
                    assertFalse(other.done());
                });
    }
}
