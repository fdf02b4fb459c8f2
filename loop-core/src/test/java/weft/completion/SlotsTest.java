package weft.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.spi.ListenerEvents;

class SlotsTest {
    private static final int KIND = 3;

    private final FakeCompletionBackend backend = new FakeCompletionBackend();
    private final FakeEndpoint<ListenerEvents> endpoint = new FakeEndpoint<>(backend);
    private final Slots slots = new Slots();

    @Test
    void reusedSlotIsNotFoundUnderItsOldKey() {
        long old = slots.claim(endpoint);
        assertSame(endpoint, slots.find(old));
        assertSame(endpoint, slots.find(old | KIND));
        assertEquals(KIND, Slots.kind(old | KIND));
        slots.free(old);
        assertNull(slots.find(old));
        long fresh = slots.claim(endpoint);
        assertEquals((int) old, (int) fresh, "a free slot is used again");
        assertNotEquals(old, fresh);
        assertNull(slots.find(old), "a completion of the slot's former owner");
        assertEquals(1, slots.open());
    }

    @Test
    void parkedKeyIsNobodyElses() {
        long key = slots.claim(endpoint);
        slots.park(key);
        assertNull(slots.find(key));
        assertNotEquals((int) key, (int) slots.claim(endpoint), "the slot is taken");
        FakeEndpoint<ListenerEvents> next = new FakeEndpoint<>(backend);
        slots.resume(key, next);
        assertSame(next, slots.find(key));
        slots.free(key);
        assertNull(slots.find(key));
    }

    @Test
    void manySlotsKeepTheirOwners() {
        FakeEndpoint<ListenerEvents> other = new FakeEndpoint<>(backend);
        long first = slots.claim(other);
        long last = first;
        for (int i = 0; i < 100_000; i++) {
            last = slots.claim(endpoint);
        }
        assertSame(other, slots.find(first));
        assertSame(endpoint, slots.find(last));
        assertEquals(100_001, slots.open());
    }

    @Test
    void namesOfTheBackendItselfFindNothing() {
        assertTrue(slots.claim(endpoint) > 255);
        for (long own = 0; own < 256; own++) {
            assertNull(slots.find(own));
        }
    }
}
