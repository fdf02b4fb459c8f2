package weft.iocp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.StandardProtocolFamily;

/** The keys that packets carry. */
class SlotsTest {
    private IocpBackend backend;
    private IocpEndpoint endpoint;

    @BeforeEach
    void open() throws IOException {
        backend = new IocpBackend(new FakeWindows(Temper.EAGER, 1));
        endpoint = (IocpEndpoint) backend.openStream(StandardProtocolFamily.INET);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void keysFindTheirEndpointOnlyWhileItIsOpen() {
        Slots slots = new Slots();
        long key = slots.claim(endpoint);
        assertNotEquals(CompletionPort.WAKEUP, key);
        assertSame(endpoint, slots.find(key));
        assertEquals(1, slots.open());
        slots.free(key);
        assertNull(slots.find(key));
        assertEquals(0, slots.open());
    }

    @Test
    void nextOwnerOfASlotHasAnotherKey() {
        Slots slots = new Slots();
        long old = slots.claim(endpoint);
        slots.free(old);
        long key = slots.claim(endpoint);
        assertNotEquals(old, key);
        assertNull(slots.find(old));
        assertSame(endpoint, slots.find(key));
    }

    @Test
    void unknownKeysFindNothing() {
        Slots slots = new Slots();
        assertNull(slots.find(CompletionPort.WAKEUP));
        assertNull(slots.find(-1));
        assertNull(slots.find(1L << 24 | 77));
    }

    @Test
    void manyEndpointsHaveSlots() {
        Slots slots = new Slots();
        long[] keys = new long[1_000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = slots.claim(endpoint);
        }
        assertEquals(keys.length, slots.all().size());
        for (long key : keys) {
            slots.free(key);
        }
        assertEquals(0, slots.all().size());
    }
}
