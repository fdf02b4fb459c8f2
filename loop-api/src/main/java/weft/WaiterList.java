package weft;

import org.jspecify.annotations.Nullable;

/**
 * The coroutines that wait for a lock, an event or a queue, first come first. A waiter stays in the
 * list until its coroutine has run again, also when it is cancelled or woken, as in CPython: who
 * comes later can see that somebody is before him.
 */
final class WaiterList {
    private final LoopBinding binding;
    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private int size;

    /**
     * Creates an empty list.
     *
     * @param binding the loop of those that wait
     */
    WaiterList(LoopBinding binding) {
        this.binding = binding;
    }

    boolean isEmpty() {
        return first == null;
    }

    int size() {
        return size;
    }

    @Nullable Waiter first() {
        return first;
    }

    /** Returns the first waiter that is neither woken nor cancelled. */
    @Nullable Waiter firstPending() {
        for (Waiter each = first; each != null; each = each.next) {
            if (!each.done()) {
                return each;
            }
        }
        return null;
    }

    boolean allCancelled() {
        for (Waiter each = first; each != null; each = each.next) {
            if (!each.cancelled()) {
                return false;
            }
        }
        return true;
    }

    /** Appends a waiter for the calling coroutine, whose task is given. */
    Waiter add(Task<?> task) {
        Waiter waiter = new Waiter(binding.loopOf(task));
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        waiter.listed = true;
        size++;
        return waiter;
    }

    /** Removes a waiter, if it is there. */
    void remove(Waiter waiter) {
        if (!waiter.listed) {
            return;
        }
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.previous = null;
        waiter.next = null;
        waiter.listed = false;
        size--;
    }

    /** Removes waiters from the front until one could be woken. */
    void removeAndWakeNext() {
        while (first != null) {
            if (removeAndWakeFirst()) {
                return;
            }
        }
    }

    /** Removes and wakes all. */
    void removeAndWakeAll() {
        while (first != null) {
            removeAndWakeFirst();
        }
    }

    /** Wakes up to so many waiters, which stay in the list. */
    void wake(int count) {
        int left = count;
        for (Waiter each = first; each != null && left > 0; each = each.next) {
            if (!each.done()) {
                left--;
                each.setResult(null);
            }
        }
    }

    private boolean removeAndWakeFirst() {
        Waiter waiter = first;
        if (waiter == null) {
            return false;
        }
        remove(waiter);
        if (waiter.done()) {
            return false;
        }
        waiter.setResult(null);
        return true;
    }
}
