package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;

import java.util.Arrays;

/**
 * Orders timers by (time, order of scheduling) in a binary heap. A cancelled timer stays until it
 * reaches the top or until cancelled ones are the majority, as in CPython's {@code _run_once}.
 */
final class TimerQueue {
    // The same two constants as CPython's base_events: below the first a purge is not worth it.
    private static final int MIN_SIZE_TO_PURGE = 100;
    private static final int PURGE_DIVISOR = 2;

    private @Nullable TimerEntry[] heap = new TimerEntry[64];
    private int size;
    private int cancelledCount;
    private int nextSequence;

    TimerQueue() {
        this(0);
    }

    /** Creates one that counts its timers from a number of the caller's. For tests. */
    TimerQueue(int firstSequence) {
        this.nextSequence = firstSequence;
    }

    TimerEntry add(long whenNanos, Runnable callback, Context context) {
        if (nextSequence == Integer.MAX_VALUE) {
            renumber();
        }
        TimerEntry entry = new TimerEntry(this, whenNanos, nextSequence++, callback, context);
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        siftUp(size++, entry);
        return entry;
    }

    /** Returns the earliest live timer, or null. */
    @Nullable TimerEntry first() {
        if (cancelledCount > 0) {
            purge();
        }
        return size == 0 ? null : heap[0];
    }

    /** Removes the earliest timer; there must be one. */
    TimerEntry removeFirst() {
        TimerEntry entry = heap[0];
        assert entry != null;
        entry.leaveQueue();
        TimerEntry last = heap[--size];
        heap[size] = null;
        if (size > 0 && last != null) {
            siftDown(0, last);
        }
        return entry;
    }

    int size() {
        return size;
    }

    void onCancelled() {
        cancelledCount++;
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            at(i).leaveQueue();
        }
        heap = new TimerEntry[64];
        size = 0;
        cancelledCount = 0;
    }

    /**
     * Counts anew from zero, in the order in which they are due: a timer has no room for a number
     * that never ends.
     */
    private void renumber() {
        Arrays.sort(heap, 0, size, TimerEntry.BY_TURN); // what is sorted is a heap
        for (int i = 0; i < size; i++) {
            at(i).sequence = i;
        }
        nextSequence = size;
    }

    private void purge() {
        if (size > MIN_SIZE_TO_PURGE && cancelledCount > size / PURGE_DIVISOR) {
            removeAllCancelled();
        }
        while (size > 0 && at(0).cancelled()) {
            removeFirst();
            cancelledCount--;
        }
    }

    private void removeAllCancelled() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            TimerEntry entry = at(i);
            if (entry.cancelled()) {
                entry.leaveQueue();
            } else {
                heap[kept++] = entry;
            }
        }
        Arrays.fill(heap, kept, size, null);
        size = kept;
        cancelledCount = 0;
        for (int i = size / 2 - 1; i >= 0; i--) {
            siftDown(i, at(i));
        }
    }

    private TimerEntry at(int index) {
        TimerEntry entry = heap[index];
        assert entry != null;
        return entry;
    }

    private void siftUp(int from, TimerEntry entry) {
        int index = from;
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            TimerEntry above = at(parent);
            if (!entry.isBefore(above)) {
                break;
            }
            heap[index] = above;
            index = parent;
        }
        heap[index] = entry;
    }

    private void siftDown(int from, TimerEntry entry) {
        int index = from;
        while (index < size / 2) {
            int child = 2 * index + 1;
            if (child + 1 < size && at(child + 1).isBefore(at(child))) {
                child++;
            }
            if (!at(child).isBefore(entry)) {
                break;
            }
            heap[index] = at(child);
            index = child;
        }
        heap[index] = entry;
    }
}
