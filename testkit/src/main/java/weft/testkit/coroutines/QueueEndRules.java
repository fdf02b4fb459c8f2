package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.testkit.coroutines.CoroutineFixture.turn;

import org.junit.jupiter.api.Test;

import weft.LifoQueue;
import weft.PriorityQueue;
import weft.Queue;
import weft.QueueShutDown;
import weft.Task;
import weft.TaskGroup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Rules of the three queues: their orders, joining and shutting down. */
interface QueueEndRules extends CoroutineFixture {
    /** Runs a test on each kind of queue. */
    private void onEach(int maxsize, Consumer<Queue<String>> test) {
        List<IntFunction<Queue<String>>> kinds =
                List.of(Queue::new, LifoQueue::new, PriorityQueue::new);
        for (IntFunction<Queue<String>> kind : kinds) {
            run(() -> test.accept(kind.apply(maxsize)));
        }
    }

    private static void assertShutDown(Queue<String> queue) {
        assertThrows(QueueShutDown.class, () -> queue.put("data"));
        assertThrows(QueueShutDown.class, () -> queue.putNowait("data"));
        assertThrows(QueueShutDown.class, queue::get);
        assertThrows(QueueShutDown.class, queue::getNowait);
    }

    @Test
    default void lifoQueueIsLastInFirstOut() {
        run(
                () -> {
                    LifoQueue<Integer> queue = new LifoQueue<>();
                    for (int item : new int[] {1, 3, 2}) {
                        queue.put(item);
                    }
                    assertEquals(
                            "<LifoQueue maxsize=0 _queue=[1, 3, 2] tasks=3>", queue.toString());
                    assertEquals(List.of(2, 3, 1), List.of(queue.get(), queue.get(), queue.get()));
                });
    }

    @Test
    default void lifoQueueGrows() {
        LifoQueue<Integer> queue = new LifoQueue<>();
        for (int i = 0; i < 1000; i++) {
            queue.putNowait(i);
        }
        for (int i = 999; i >= 0; i--) {
            assertEquals(i, queue.getNowait());
        }
    }

    @Test
    default void priorityQueueIsSmallestFirst() {
        run(
                () -> {
                    PriorityQueue<Integer> queue = new PriorityQueue<>();
                    for (int item : new int[] {1, 3, 2}) {
                        queue.put(item);
                    }
                    assertEquals(List.of(1, 2, 3), List.of(queue.get(), queue.get(), queue.get()));
                });
    }

    @Test
    default void priorityQueueTakesAnOrder() {
        PriorityQueue<String> queue = new PriorityQueue<>(Comparator.comparingInt(String::length));
        for (String item : List.of("ccc", "a", "bb")) {
            queue.putNowait(item);
        }
        assertEquals("a", queue.getNowait());
        assertEquals("bb", queue.getNowait());
        assertEquals("ccc", queue.getNowait());
    }

    @Test
    default void priorityQueueGivesEqualItemsInOrder() {
        PriorityQueue<String> queue = new PriorityQueue<>(Comparator.comparingInt(String::length));
        for (String item : List.of("b1", "a", "b2", "b3", "b4")) {
            queue.putNowait(item);
        }
        List<String> got = new ArrayList<>();
        while (!queue.empty()) {
            got.add(queue.getNowait());
        }
        assertEquals(List.of("a", "b1", "b2", "b3", "b4"), got);
    }

    @Test
    default void priorityQueueRefusesWhatDoesNotCompare() {
        PriorityQueue<Object> queue = new PriorityQueue<>();
        queue.putNowait(1);
        assertThrows(ClassCastException.class, () -> queue.putNowait("one"));
        assertEquals(1, queue.qsize());
        assertEquals(1, queue.getNowait());
    }

    @Test
    default void queueTaskDoneTooOftenThrows() {
        onEach(0, queue -> assertThrows(IllegalStateException.class, queue::taskDone));
    }

    @Test
    default void queueJoinOnEmptyReturnsAtOnce() {
        onEach(
                0,
                queue -> {
                    queue.join();
                    queue.join();
                    assertEquals(0, queue.qsize());
                });
    }

    @Test
    default void queueJoinWaitsForWorkers() {
        onEach(
                0,
                queue -> {
                    for (int i = 0; i < 100; i++) {
                        queue.putNowait("x");
                    }
                    int[] worked = {0};
                    boolean[] running = {true};
                    TaskGroup.run(
                            group -> {
                                for (int i = 0; i < 2; i++) {
                                    group.createTask(
                                            () -> {
                                                while (running[0]) {
                                                    worked[0] += queue.get().length();
                                                    turn();
                                                    queue.taskDone();
                                                }
                                            });
                                }
                                queue.join();
                                assertEquals(100, worked[0]);
                                running[0] = false;
                                queue.putNowait("");
                                queue.putNowait("");
                            });
                });
    }

    @Test
    default void queueJoinWaitsForTaskDoneNotForGet() {
        onEach(
                0,
                queue -> {
                    queue.putNowait("x");
                    Task<Void> join = createTask(queue::join);
                    queue.getNowait();
                    turn();
                    assertFalse(join.done());
                    queue.taskDone();
                    join.await();
                });
    }

    @Test
    default void queueShutdownOfEmptyWakesGetters() {
        onEach(
                0,
                queue -> {
                    Task<String> getter = createTask(queue::get);
                    turn();
                    queue.shutdown();
                    queue.join();
                    assertThrows(QueueShutDown.class, getter::await);
                    assertShutDown(queue);
                    assertTrue(queue.toString().endsWith("maxsize=0 shutdown>"));
                });
    }

    @Test
    default void queueShutdownLeavesItems() {
        onEach(
                1,
                queue -> {
                    queue.putNowait("data");
                    Task<Void> join = createTask(queue::join);
                    Task<Void> putter = createTask(() -> queue.put("data2"));
                    turn();
                    assertFalse(putter.done());
                    queue.shutdown(false);
                    assertEquals(1, queue.qsize());
                    assertThrows(QueueShutDown.class, putter::await);
                    assertThrows(QueueShutDown.class, () -> queue.put("data3"));
                    assertEquals("data", queue.get());
                    turn();
                    assertFalse(join.done());
                    assertShutDown(queue);
                    queue.taskDone();
                    join.await();
                    assertThrows(IllegalStateException.class, queue::taskDone);
                });
    }

    @Test
    default void queueShutdownImmediateDropsItems() {
        onEach(
                0,
                queue -> {
                    queue.putNowait("data");
                    Task<Void> join = createTask(queue::join);
                    turn();
                    queue.shutdown(true);
                    assertEquals(0, queue.qsize());
                    join.await();
                    assertShutDown(queue);
                    assertThrows(IllegalStateException.class, queue::taskDone);
                });
    }

    @Test
    default void queueShutdownImmediateStillJoinsWorkInHand() {
        onEach(
                0,
                queue -> {
                    queue.putNowait("data");
                    queue.putNowait("data");
                    Task<Void> join = createTask(queue::join);
                    assertEquals("data", queue.get());
                    queue.shutdown(true);
                    assertEquals(0, queue.qsize());
                    turn();
                    assertFalse(join.done());
                    assertShutDown(queue);
                    queue.taskDone();
                    assertThrows(IllegalStateException.class, queue::taskDone);
                    join.await();
                });
    }

    @Test
    default void queueShutdownWakesAllGettersAndPutters() {
        onEach(
                1,
                queue -> {
                    List<Task<String>> getters = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        getters.add(createTask(queue::get));
                    }
                    turn();
                    queue.shutdown();
                    for (Task<String> getter : getters) {
                        assertThrows(QueueShutDown.class, getter::await);
                    }
                });
        onEach(
                1,
                queue -> {
                    queue.putNowait("full");
                    List<Task<Void>> putters = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        putters.add(createTask(() -> queue.put("more")));
                    }
                    turn();
                    queue.shutdown();
                    for (Task<Void> putter : putters) {
                        assertThrows(QueueShutDown.class, putter::await);
                    }
                    assertEquals(1, queue.qsize());
                });
    }

    @Test
    default void queueShutdownTwiceIsFine() {
        onEach(
                0,
                queue -> {
                    queue.putNowait("data");
                    queue.shutdown();
                    queue.shutdown();
                    assertEquals(1, queue.qsize());
                    queue.shutdown(true);
                    assertEquals(0, queue.qsize());
                });
    }
}
