package weft.iouring;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Numbers the open endpoints, so that a completion finds its endpoint without a map and can never
 * be taken for another's: the kernel gives back 64 bits that hold slot, generation and kind of
 * operation. A descriptor's number would not do, since it may be reused the moment it is closed.
 */
final class Slots {
    private static final int KIND_BITS = 8;
    private static final int SLOT_BITS = 24;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
    private static final int KIND_MASK = (1 << KIND_BITS) - 1;

    private @Nullable UringEndpoint[] endpoints = new @Nullable UringEndpoint[16];
    private int[] generations = new int[16];
    private int[] free = new int[16];
    private int freeCount;
    private int used;
    private int open;

    /** Claims a slot and returns it. */
    int claim(UringEndpoint endpoint) {
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot >= endpoints.length) {
            grow();
        }
        endpoints[slot] = endpoint;
        generations[slot] = generations[slot] == -1 ? 1 : generations[slot] + 1;
        open++;
        return slot;
    }

    private void grow() {
        int size = endpoints.length * 2;
        if (size > SLOT_MASK + 1) {
            throw new IllegalStateException("more than " + (SLOT_MASK + 1) + " open endpoints");
        }
        endpoints = Arrays.copyOf(endpoints, size);
        generations = Arrays.copyOf(generations, size);
        free = Arrays.copyOf(free, size);
    }

    /** Frees a slot; completions that still name it find nothing. */
    void free(int slot) {
        endpoints[slot] = null;
        free[freeCount++] = slot;
        open--;
    }

    /** Returns what a submission of the slot's present owner carries; never 0 to 255. */
    long userData(int slot, int kind) {
        return ((long) generations[slot] << (KIND_BITS + SLOT_BITS))
                | ((long) slot << KIND_BITS)
                | kind;
    }

    /** Returns the endpoint a completion belongs to, or null if it is gone. */
    @Nullable UringEndpoint find(long userData) {
        int slot = (int) (userData >>> KIND_BITS) & SLOT_MASK;
        int generation = (int) (userData >>> (KIND_BITS + SLOT_BITS));
        return slot < used && generations[slot] == generation ? endpoints[slot] : null;
    }

    static int kind(long userData) {
        return (int) userData & KIND_MASK;
    }

    /** Returns how many slots are claimed. */
    int open() {
        return open;
    }

    void forEach(Consumer<UringEndpoint> action) {
        for (int i = 0; i < used; i++) {
            UringEndpoint endpoint = endpoints[i];
            if (endpoint != null) {
                action.accept(endpoint);
            }
        }
    }
}
