package weft.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.spi.StreamEvents;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

class CompletionSendTest {
    private final FakeCompletionBackend backend = new FakeCompletionBackend();
    private final FakeEndpoint<StreamEvents> stream = new FakeEndpoint<>(backend);
    private final SendMemory memory = new SendMemory(ByteBuffer::allocateDirect);
    private final Send send = new Send();
    private final List<Object> sent = new ArrayList<>();

    private final class Send extends CompletionSend {
        Send() {
            super(stream, memory);
        }
    }

    CompletionSendTest() {
        stream.attach(
                (StreamEvents)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {StreamEvents.class},
                                (proxy, method, arguments) -> sent.add(arguments[0])));
    }

    private static ByteBuffer direct(int bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        for (int i = 0; i < bytes; i++) {
            buffer.put(i, (byte) i);
        }
        return buffer;
    }

    @Test
    void oneDirectBufferIsSentFromWhereItIs() {
        ByteBuffer buffer = direct(8);
        send.begin(new ByteBuffer[] {direct(0), buffer, direct(0)}, 3);
        assertSame(buffer, send.only());
        assertTrue(send.isInFlight());
        send.succeeded(5);
        assertFalse(send.isInFlight());
        assertEquals(5, buffer.position());
        assertEquals(List.of(5L), sent);
        assertEquals(0, memory.lent());
    }

    @Test
    void severalDirectBuffersAreToBeGathered() {
        ByteBuffer first = direct(3);
        ByteBuffer second = direct(4);
        ByteBuffer[] buffers = {first, second};
        send.begin(buffers, 2);
        assertNull(send.only());
        assertSame(buffers, send.buffers());
        assertEquals(2, send.count());
        send.end(5);
        assertEquals(3, first.position());
        assertEquals(2, second.position());
    }

    @Test
    void bytesOnTheHeapAreCopiedTogetherWithTheOthers() {
        ByteBuffer heap = ByteBuffer.wrap(new byte[] {10, 11, 12}).position(1);
        ByteBuffer direct = direct(2);
        send.begin(new ByteBuffer[] {direct, heap}, 2);
        assertEquals(ByteBuffer.wrap(new byte[] {0, 1, 11, 12}), send.only());
        assertEquals(1, memory.lent());
        assertEquals(0, direct.position());
        assertEquals(1, heap.position());
        send.succeeded(3);
        assertEquals(2, direct.position());
        assertEquals(2, heap.position());
        assertEquals(0, memory.lent());
    }

    @Test
    void whatExceedsABlockIsLeftForTheNextSend() {
        ByteBuffer heap = ByteBuffer.allocate(100_000);
        send.begin(new ByteBuffer[] {heap}, 1);
        int part = send.buffers()[0].remaining();
        ByteBuffer only = send.only();
        assertTrue(only != null && only.remaining() < part, "the copy is bounded");
        send.finish();
        assertEquals(0, heap.position());
        assertEquals(0, memory.lent());
    }

    @Test
    void secondSendAndEmptySendAreRefused() {
        ByteBuffer[] buffers = {direct(1)};
        assertThrows(IllegalArgumentException.class, () -> send.begin(buffers, 0));
        assertFalse(send.isInFlight());
        send.begin(buffers, 1);
        assertThrows(IllegalStateException.class, () -> send.begin(buffers, 1));
    }
}
