package weft.epoll;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Numbers the descriptors that are waited for, so that a report finds its descriptor without a map.
 * A slot's number is free again at once; its generation tells the new owner from the old one.
 */
final class Pollables {
    private @Nullable EpollPollable[] pollables = new @Nullable EpollPollable[16];
    private int[] generations = new int[16];
    private int[] free = new int[16];
    private int freeCount;
    private int used;

    /** Claims a slot, which the pollable then knows. */
    void add(EpollPollable pollable) {
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot == pollables.length) {
            pollables = Arrays.copyOf(pollables, 2 * slot);
            generations = Arrays.copyOf(generations, 2 * slot);
            free = Arrays.copyOf(free, 2 * slot);
        }
        pollables[slot] = pollable;
        generations[slot]++;
        pollable.slot = slot;
    }

    void remove(EpollPollable pollable) {
        int slot = pollable.slot;
        pollable.slot = EpollPollable.NO_SLOT;
        pollables[slot] = null;
        free[freeCount++] = slot;
    }

    /** Returns what names the present owner of a slot, and nobody after it. */
    long key(int slot) {
        return (long) generations[slot] << 32 | slot;
    }

    /** Returns who has a key, or null if it is gone. */
    @Nullable EpollPollable find(long key) {
        int slot = (int) key;
        return slot < used && generations[slot] == (int) (key >>> 32) ? pollables[slot] : null;
    }
}
