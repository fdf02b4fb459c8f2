package weft.iocp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers the open endpoints, so that a packet finds its endpoint without a map and can never be
 * taken for another's: the key of a socket, which comes with each of its packets, holds slot and
 * generation. The socket's own number would not do, since Windows reuses it the moment it is
 * closed.
 */
final class Slots {
    private static final int SLOT_BITS = 24;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

    private @Nullable IocpEndpoint[] endpoints = new @Nullable IocpEndpoint[16];
    private int[] generations = new int[16];
    private int[] free = new int[16];
    private int freeCount;
    private int used;
    private int open;

    /** Claims a slot and returns the key for its socket; never 0. */
    long claim(IocpEndpoint endpoint) {
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot >= endpoints.length) {
            grow();
        }
        endpoints[slot] = endpoint;
        generations[slot] = generations[slot] == -1 ? 1 : generations[slot] + 1;
        open++;
        return ((long) generations[slot] << SLOT_BITS) | slot;
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

    /** Keeps a slot and its key while nobody is behind it; packets with the key find nothing. */
    void park(long key) {
        endpoints[(int) key & SLOT_MASK] = null;
    }

    /** Has packets with a parked key find an endpoint again. */
    void resume(long key, IocpEndpoint endpoint) {
        endpoints[(int) key & SLOT_MASK] = endpoint;
    }

    /** Frees the slot of a key; packets that still carry the key find nothing. */
    void free(long key) {
        int slot = (int) key & SLOT_MASK;
        endpoints[slot] = null;
        free[freeCount++] = slot;
        open--;
    }

    /** Returns the endpoint that a key was made for, or null if it is gone. */
    @Nullable IocpEndpoint find(long key) {
        int slot = (int) key & SLOT_MASK;
        int generation = (int) (key >>> SLOT_BITS);
        return slot < used && generations[slot] == generation ? endpoints[slot] : null;
    }

    /** Returns how many slots are claimed. */
    int open() {
        return open;
    }

    /** Returns the endpoints that are open now. */
    List<IocpEndpoint> all() {
        List<IocpEndpoint> all = new ArrayList<>(open);
        for (int i = 0; i < used; i++) {
            IocpEndpoint endpoint = endpoints[i];
            if (endpoint != null) {
                all.add(endpoint);
            }
        }
        return all;
    }
}
