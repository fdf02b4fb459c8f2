package weft.iouring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.testkit.LeakCheck;

import java.net.StandardProtocolFamily;

@ExtendWith(LeakCheck.class)
class SlotsTest {
    private IoUringBackend backend;
    private UringEndpoint endpoint;

    @BeforeEach
    void open() throws Exception {
        backend = new IoUringBackend();
        endpoint = (UringEndpoint) backend.openStream(StandardProtocolFamily.INET);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void reusedSlotIsNotFoundUnderItsOldName() {
        Slots slots = new Slots();
        int slot = slots.claim(endpoint);
        long old = slots.userData(slot, UringEndpoint.SEND);
        assertSame(endpoint, slots.find(old));
        assertEquals(UringEndpoint.SEND, Slots.kind(old));
        slots.free(slot);
        assertNull(slots.find(old));
        assertEquals(slot, slots.claim(endpoint), "a free slot is used again");
        assertNull(slots.find(old), "a completion of the slot's former owner");
        assertNotEquals(old, slots.userData(slot, UringEndpoint.SEND));
        assertEquals(1, slots.open());
    }

    @Test
    void manySlotsKeepTheirOwners() {
        Slots slots = new Slots();
        for (int i = 0; i < 100_000; i++) {
            assertEquals(i, slots.claim(endpoint));
        }
        long last = slots.userData(99_999, UringEndpoint.CLOSE);
        assertSame(endpoint, slots.find(last));
        assertEquals(100_000, slots.open());
    }

    @Test
    void namesOfTheBackendItselfFindNothing() {
        Slots slots = new Slots();
        slots.claim(endpoint);
        for (long own = 0; own < 256; own++) {
            assertNull(slots.find(own));
        }
        assertTrue(slots.userData(0, 0) > 255);
    }
}
