package weft.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import weft.spi.ListenerEvents;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

class AcceptQueueTest {
    private static final long LOST = 13;
    private static final long REFUSED = 14;

    private final FakeCompletionBackend backend = new FakeCompletionBackend();
    private final FakeEndpoint<ListenerEvents> listener = new FakeEndpoint<>(backend);
    private final EventLog log = new EventLog();
    private final List<String> calls = new ArrayList<>();
    private final AcceptQueue queue = new AcceptQueue(backend, listener, new Calls());

    private final class Calls implements AcceptQueue.Acceptor {
        @Override
        public void arm() {
            calls.add("arm");
        }

        @Override
        public void disarm() {
            calls.add("disarm");
        }

        @Override
        public @Nullable StreamEndpoint open(long accepted) throws IOException {
            if (accepted == REFUSED) {
                throw new IOException("refused");
            }
            calls.add("open " + accepted);
            return accepted == LOST ? null : endpoint();
        }

        private StreamEndpoint endpoint() {
            return (StreamEndpoint)
                    Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {StreamEndpoint.class},
                            (proxy, method, arguments) -> null);
        }

        @Override
        public void drop(long accepted) {
            calls.add("drop " + accepted);
        }
    }

    @BeforeEach
    void start() throws IOException {
        listener.attach(log);
        queue.start(2);
        backend.poll(0);
        assertEquals(List.of("arm"), calls);
        calls.clear();
    }

    @Test
    void whatIsBeyondTheBurstComesInOrderInLaterPolls() throws IOException {
        for (int i = 1; i <= 5; i++) {
            queue.accepted(i);
        }
        assertEquals(List.of("open 1", "arm", "open 2", "arm"), calls);
        calls.clear();
        assertEquals(2, backend.poll(-1));
        assertEquals(0, backend.lastTimeoutNanos, "nothing is waited for while some are left");
        assertEquals(List.of("open 3", "open 4"), calls);
        assertEquals(1, backend.poll(-1));
        assertEquals(List.of("open 3", "open 4", "open 5", "arm"), calls);
        backend.poll(-1);
        assertEquals(-1, backend.lastTimeoutNanos);
    }

    @Test
    void acceptingPausesWhenVeryManyWait() {
        for (int i = 0; i < 2 + 256; i++) {
            queue.accepted(100 + i);
        }
        assertEquals("disarm", calls.getLast());
        assertEquals(1, calls.stream().filter("disarm"::equals).count());
    }

    @Test
    void lostConnectionIsNoEventAndNoFailure() {
        queue.accepted(LOST);
        assertEquals(List.of(), log.events);
        assertEquals(List.of("open 13", "arm"), calls);
    }

    @Test
    void failureEndsAccepting() {
        queue.accepted(REFUSED);
        assertEquals(List.of("ACCEPT failed: refused"), log.events);
        assertEquals(List.of("disarm"), calls);
        queue.goOn();
        assertEquals(List.of("disarm"), calls);
        queue.failed(new IOException("late"));
        assertEquals(1, log.events.size(), "nobody accepts any more");
    }

    @Test
    void closingDropsWhatWaits() throws IOException {
        for (int i = 1; i <= 4; i++) {
            queue.accepted(i);
        }
        calls.clear();
        queue.stopForGood();
        assertEquals(List.of("disarm", "drop 3", "drop 4"), calls);
        assertEquals(0, backend.poll(0));
    }

    @Test
    void burstOfNothingIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> queue.start(0));
    }
}
