package weft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import weft.Context;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class TimerQueueTest {
    private final Context context = new Context();
    private final List<Integer> ran = new ArrayList<>();

    private TimerEntry add(TimerQueue queue, long whenNanos, int mark) {
        return queue.add(whenNanos, () -> ran.add(mark), context);
    }

    private void runAll(TimerQueue queue) {
        while (queue.first() != null) {
            queue.removeFirst().run();
        }
    }

    /** The numbers run out after some of a thousand timers have been added. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                Integer.MAX_VALUE - 1000,
                Integer.MAX_VALUE - 500,
                Integer.MAX_VALUE - 1,
                Integer.MAX_VALUE
            })
    void timersOfTheSameTimeRunInTheOrderOfScheduling(int firstSequence) {
        var queue = new TimerQueue(firstSequence);
        var random = new Random(7);
        long[] whenNanos = random.longs(1000, 0, 5).toArray();
        for (int i = 0; i < whenNanos.length; i++) {
            add(queue, whenNanos[i], i);
        }

        runAll(queue);

        List<Integer> expected =
                IntStream.range(0, whenNanos.length)
                        .boxed()
                        .sorted(Comparator.comparingLong(i -> whenNanos[i]))
                        .toList();
        assertEquals(expected, ran);
    }

    @Test
    void numbersThatRunOutDoNotBringCancelledTimersBack() {
        var queue = new TimerQueue(Integer.MAX_VALUE - 2);
        add(queue, 1, 1);
        TimerEntry cancelled = add(queue, 1, 2);
        cancelled.cancel();
        add(queue, 1, 3);
        add(queue, 1, 4);

        runAll(queue);

        assertEquals(List.of(1, 3, 4), ran);
        assertTrue(cancelled.cancelled());
    }

    @Test
    void deadlinesAreComparedAcrossTheEndOfTheClock() {
        var queue = new TimerQueue();
        add(queue, Long.MIN_VALUE + 5, 2);
        add(queue, Long.MAX_VALUE - 5, 1);

        runAll(queue);

        assertEquals(List.of(1, 2), ran);
    }

    /** A cancelled timer that is no longer in the queue must not count as one that is. */
    @Test
    void cancellingWhatHasLeftTheQueueLeavesTheOthersInIt() {
        var queue = new TimerQueue();
        List<TimerEntry> due = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            add(queue, i, i);
        }
        for (int i = 0; i < 199; i++) {
            due.add(queue.removeFirst());
        }
        due.forEach(TimerEntry::cancel);

        TimerEntry last = queue.first();
        assertEquals(1, queue.size());
        assertFalse(last == null || last.cancelled());
        runAll(queue);
        assertEquals(List.of(199), ran);
    }

    @Test
    void aTimerIsCancelledOnceAndKeepsItsTime() {
        var queue = new TimerQueue();
        TimerEntry timer = add(queue, 42, 1);
        timer.cancel();
        timer.cancel();

        assertNull(queue.first());
        assertEquals(0, queue.size());
        assertEquals(42, timer.when());
        assertTrue(timer.toString().contains("cancelled"), timer.toString());
        runAll(queue);
        assertEquals(List.of(), ran);
    }
}
