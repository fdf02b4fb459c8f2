package weft.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import weft.completion.BlockMemory.Limits;
import weft.spi.Backend;
import weft.spi.Chunk;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

class CompletionReceiveTest {
    private static final int SMALL = 8;
    private static final int LARGE = 32;
    private static final int CANCELLED = -1;
    private static final int BROKEN = -2;

    /** So that an address finds its buffer: the index of what was allocated, or of a target. */
    private final List<ByteBuffer> known = new ArrayList<>();

    private final FakeCompletionBackend backend = new FakeCompletionBackend();
    private final FakeEndpoint<StreamEvents> stream = new FakeEndpoint<>(backend);
    private final List<String> events = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private BlockMemory memory = memory(LARGE, 2 * LARGE);
    private Receive receive = new Receive();

    /** A system whose operations end when the test says so, or at once with what it has at hand. */
    private final class Receive extends CompletionReceive {
        private final List<String> calls = new ArrayList<>();
        private int atOnce = IN_FLIGHT;
        private boolean inFlight;
        private ByteBuffer into = ByteBuffer.allocate(0);

        Receive() {
            super(stream, memory);
        }

        /** Ends the operation in flight with these bytes. */
        void brings(String text) {
            for (int i = 0; i < text.length(); i++) {
                into.put(into.position() + i, (byte) text.charAt(i));
            }
            ends(text.length());
        }

        void ends(int result) {
            assertTrue(inFlight);
            inFlight = false;
            onCompletion(result);
        }

        private int started(String call) {
            calls.add(call);
            int result = atOnce;
            inFlight = result == IN_FLIGHT;
            return result;
        }

        @Override
        protected int receive(long address, int bytes) {
            into = known.get((int) address);
            return started("receive " + bytes);
        }

        @Override
        protected int awaitReadable() {
            return started("await");
        }

        @Override
        protected void completeLater(int result) {
            calls.add("later " + result);
            inFlight = true;
        }

        @Override
        protected boolean isInFlight() {
            return inFlight;
        }

        @Override
        protected void cancel() {
            calls.add("cancel");
        }

        @Override
        protected boolean isPassing(int result) {
            return result == CANCELLED;
        }

        @Override
        protected IOException failure(int result) {
            return new IOException("error " + -result);
        }
    }

    CompletionReceiveTest() {
        stream.attach(
                (StreamEvents)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {StreamEvents.class},
                                (proxy, method, arguments) -> note(method.getName(), arguments)));
    }

    private Object note(String event, Object[] arguments) {
        if (arguments != null && arguments[0] instanceof Chunk chunk) {
            chunks.add(chunk);
            ByteBuffer bytes = chunk.buffer().duplicate();
            StringBuilder text = new StringBuilder();
            while (bytes.hasRemaining()) {
                text.append((char) bytes.get());
            }
            events.add(event + " " + text);
        } else if (arguments == null) {
            events.add(event);
        } else {
            events.add(event + " " + arguments[arguments.length - 1]);
        }
        return null;
    }

    private BlockMemory memory(long lentBytes, long heldBytes) {
        return new BlockMemory(
                new Limits(SMALL, LARGE, lentBytes, heldBytes),
                ByteBuffer::allocateDirect,
                this::address);
    }

    private long address(ByteBuffer buffer) {
        known.add(buffer);
        return known.size() - 1L;
    }

    private void limit(long lentBytes, long heldBytes) {
        memory = memory(lentBytes, heldBytes);
        receive = new Receive();
    }

    @AfterEach
    void everyBlockComesBack() {
        chunks.forEach(Chunk::release);
        receive.discard();
        assertEquals(0, memory.outstanding());
        assertEquals(0, memory.lentBytes());
    }

    @Test
    void receivesAgainAfterEachCompletion() {
        receive.start();
        receive.start();
        receive.brings("ab");
        receive.brings("c");
        assertEquals(List.of("onReceived ab", "onReceived c"), events);
        assertEquals(List.of("receive 8", "receive 8", "receive 8"), receive.calls);
    }

    @Test
    void streamThatFillsSmallBlocksGetsLargeOnes() {
        receive.start();
        receive.brings("12345678");
        receive.brings("0123456789");
        receive.brings("few");
        assertEquals(List.of("receive 8", "receive 32", "receive 32", "receive 8"), receive.calls);
    }

    @Test
    void cancelledReceiveMayStillBringBytes() {
        receive.start();
        receive.stop();
        receive.stop();
        assertEquals(List.of("receive 8", "cancel"), receive.calls);
        receive.brings("late");
        assertEquals(List.of("onReceived late"), events);
        assertFalse(receive.inFlight);
    }

    @Test
    void whoStartsAgainBeforeTheCancellationIsOverGoesOnReceiving() {
        receive.start();
        receive.stop();
        receive.start();
        receive.ends(CANCELLED);
        assertEquals(List.of("receive 8", "cancel", "receive 8"), receive.calls);
        assertEquals(List.of(), events);
    }

    @Test
    void targetWaitsForTheCancelledReceive() throws IOException {
        receive.start();
        receive.stop();
        ByteBuffer target = ByteBuffer.allocateDirect(4);
        assertEquals(Backend.PENDING, receive.into(target));
        receive.brings("first");
        receive.brings("abc");
        assertEquals(List.of("onReceived first", "onReceivedInto 3"), events);
        assertEquals(3, target.position());
        assertEquals('b', target.get(1));
    }

    @Test
    void targetOnTheHeapIsCopiedTo() throws IOException {
        ByteBuffer target = ByteBuffer.allocate(20).position(1);
        assertEquals(Backend.PENDING, receive.into(target));
        assertThrows(IllegalStateException.class, receive::start);
        assertThrows(IllegalStateException.class, () -> receive.into(target));
        receive.brings("xyz");
        assertEquals(List.of("receive 19"), receive.calls);
        assertEquals(4, target.position());
        assertEquals('x', target.get(1));
        assertThrows(
                IllegalArgumentException.class,
                () -> receive.into(ByteBuffer.allocate(1).asReadOnlyBuffer()));
    }

    @Test
    void targetIsTriedAgainAfterWhatPasses() throws IOException {
        assertEquals(Backend.PENDING, receive.into(ByteBuffer.allocate(4)));
        receive.ends(CANCELLED);
        assertEquals(List.of("receive 4", "receive 4"), receive.calls);
        receive.ends(BROKEN);
        assertEquals(List.of("onFailure java.io.IOException: error 2"), events);
    }

    @Test
    void targetMayBeFilledAtOnce() throws IOException {
        receive.atOnce = 2;
        assertEquals(2, receive.into(ByteBuffer.allocateDirect(4)));
        receive.atOnce = 0;
        assertEquals(Backend.END_OF_STREAM, receive.into(ByteBuffer.allocateDirect(4)));
        assertTrue(receive.hasEnded());
        receive.atOnce = BROKEN;
        assertThrows(IOException.class, () -> receive.into(ByteBuffer.allocateDirect(4)));
        assertEquals(List.of(), events);
    }

    @Test
    void whatIsOverAtOnceIsDeliveredByAPoll() {
        receive.atOnce = 3;
        receive.start();
        assertEquals(List.of("receive 8", "later 3"), receive.calls);
        assertEquals(List.of(), events);
    }

    @Test
    void withoutMemoryToLendReceivesWaitForReadiness() {
        limit(SMALL - 1, LARGE);
        receive.start();
        receive.ends(0);
        receive.brings("now");
        assertEquals(List.of("await", "receive 8", "await"), receive.calls);
        assertEquals(List.of("onReceived now"), events);
        receive.stop();
        receive.ends(0);
        assertFalse(receive.inFlight);
    }

    @Test
    void beyondTheBoundChunksAreCopiesAndBlocksAreFree() {
        limit(LARGE, SMALL);
        receive.start();
        receive.brings("held");
        receive.brings("copied");
        assertEquals(3, memory.outstanding());
        assertTrue(chunks.get(0).buffer().isDirect());
        assertFalse(chunks.get(1).buffer().isDirect());
        assertEquals(List.of("onReceived held", "onReceived copied"), events);
    }

    @Test
    void endIsToldOnceAndSeenAgain() {
        receive.start();
        receive.ends(0);
        assertEquals(List.of("onEndOfStream"), events);
        assertTrue(receive.hasEnded());
        assertFalse(receive.inFlight);
        receive.start();
        receive.ends(0);
        assertEquals(List.of("onEndOfStream", "onEndOfStream"), events);
    }

    @Test
    void failureEndsReceiving() {
        receive.start();
        receive.ends(BROKEN);
        assertEquals(List.of("onFailure java.io.IOException: error 2"), events);
        assertFalse(receive.inFlight);
    }

    @Test
    void closingGivesMemoryBackWhenNothingIsInFlight() {
        receive.start();
        receive.cancelForGood();
        assertEquals(List.of("receive 8", "cancel"), receive.calls);
        assertEquals(1, memory.outstanding());
        receive.discard();
        assertEquals(0, memory.outstanding());
    }
}
