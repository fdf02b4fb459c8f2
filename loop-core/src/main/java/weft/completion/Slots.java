package weft.completion;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Numbers the open endpoints, so that a completion finds its endpoint without a map and can never
 * be taken for another's: the system gives back 64 bits that hold slot, generation and kind of
 * operation. A descriptor's number would not do, since it may be reused the moment it is closed.
 */
final class Slots {
    private static final int KIND_BITS = 8;
    private static final int SLOT_BITS = 24;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
    private static final int KIND_MASK = (1 << KIND_BITS) - 1;

    private @Nullable CompletionEndpoint<?>[] endpoints = new CompletionEndpoint<?>[16];
    private int[] generations = new int[16];
    private int[] free = new int[16];
    private int freeCount;
    private int used;
    private int open;

    /** Claims a slot and returns its key, of kind 0; never 0 to 255. */
    long claim(CompletionEndpoint<?> endpoint) {
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot >= endpoints.length) {
            grow();
        }
        endpoints[slot] = endpoint;
        generations[slot] = generations[slot] == -1 ? 1 : generations[slot] + 1;
        open++;
        return ((long) generations[slot] << (KIND_BITS + SLOT_BITS)) | ((long) slot << KIND_BITS);
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

    /** Keeps a slot and its key while nobody is behind it; completions with it find nothing. */
    void park(long key) {
        endpoints[slot(key)] = null;
    }

    /** Has completions with a parked key find an endpoint again. */
    void resume(long key, CompletionEndpoint<?> endpoint) {
        endpoints[slot(key)] = endpoint;
    }

    /** Frees the slot of a key; completions that still carry the key find nothing. */
    void free(long key) {
        int slot = slot(key);
        endpoints[slot] = null;
        free[freeCount++] = slot;
        open--;
    }

    /** Returns the endpoint that a key was made for, or null if it is gone. */
    @Nullable CompletionEndpoint<?> find(long key) {
        int slot = slot(key);
        int generation = (int) (key >>> (KIND_BITS + SLOT_BITS));
        return slot < used && generations[slot] == generation ? endpoints[slot] : null;
    }

    private static int slot(long key) {
        return (int) (key >>> KIND_BITS) & SLOT_MASK;
    }

    static int kind(long key) {
        return (int) key & KIND_MASK;
    }

    /** Returns how many slots are claimed. */
    int open() {
        return open;
    }

    void forEach(Consumer<CompletionEndpoint<?>> action) {
        for (int i = 0; i < used; i++) {
            CompletionEndpoint<?> endpoint = endpoints[i];
            if (endpoint != null) {
                action.accept(endpoint);
            }
        }
    }
}
