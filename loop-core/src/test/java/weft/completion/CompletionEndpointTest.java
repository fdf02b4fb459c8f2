package weft.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.spi.ListenerEvents;

import java.io.IOException;
import java.util.List;

class CompletionEndpointTest {
    private final FakeCompletionBackend backend = new FakeCompletionBackend();
    private final FakeEndpoint<ListenerEvents> endpoint = new FakeEndpoint<>(backend);
    private final EventLog log = new EventLog();

    @Test
    void descriptorIsGivenUpAfterTheLastCompletionOnly() throws IOException {
        endpoint.attach(log);
        endpoint.work();
        endpoint.work();
        endpoint.close();
        endpoint.close();
        assertEquals(List.of("cancelAll"), endpoint.calls);
        endpoint.finish(-125);
        assertEquals(0, backend.poll(0));
        assertEquals(List.of("cancelAll", "discarded 1 -125"), endpoint.calls);
        endpoint.finish(3);
        assertEquals(0, backend.poll(0), "what arrives after close is no event");
        assertEquals(
                List.of("cancelAll", "discarded 1 -125", "discarded 1 3", "giveUp"),
                endpoint.calls);
        assertEquals(1, backend.openEndpoints());
        assertEquals(1, backend.poll(0));
        assertEquals(List.of("closed"), log.events);
        assertEquals(0, backend.openEndpoints());
        assertEquals(0, backend.inFlight());
    }

    @Test
    void idleEndpointIsClosedInTheNextPoll() throws IOException {
        endpoint.attach(log);
        endpoint.close();
        assertEquals(List.of("cancelAll", "giveUp"), endpoint.calls);
        assertTrue(log.events.isEmpty(), "an event outside poll");
        assertEquals(1, backend.poll(-1));
        assertEquals(List.of("closed"), log.events);
    }

    @Test
    void completionsAfterTheLastFindNothing() throws IOException {
        endpoint.attach(log);
        endpoint.close();
        backend.poll(0);
        FakeEndpoint<ListenerEvents> successor = new FakeEndpoint<>(backend);
        successor.attach(new EventLog());
        endpoint.finish(5);
        backend.poll(0);
        assertTrue(successor.calls.isEmpty(), "another endpoint's completion");
        assertFalse(endpoint.calls.contains("completed 1 5"));
    }

    @Test
    void operationThatGoesOnStaysInFlight() throws IOException {
        endpoint.attach(log);
        endpoint.work();
        backend.complete(endpoint.key(FakeEndpoint.WORK), 8, false);
        backend.poll(0);
        assertEquals(List.of("completed 1 8"), endpoint.calls);
        assertEquals(1, backend.inFlight());
    }

    @Test
    void submissionsNeedAReceiverAndAnOpenEndpoint() {
        assertThrows(IllegalStateException.class, endpoint::work);
        endpoint.attach(log);
        assertThrows(IllegalStateException.class, () -> endpoint.attach(log));
        endpoint.close();
        assertThrows(IllegalStateException.class, endpoint::work);
    }

    @Test
    void closingTheBackendWaitsForWhatIsInFlightAndTellsNobody() {
        endpoint.attach(log);
        endpoint.work();
        endpoint.finish(-125);
        backend.close();
        backend.close();
        assertEquals(List.of("cancelAll", "discarded 1 -125", "release"), endpoint.calls);
        assertTrue(log.events.isEmpty());
        assertTrue(backend.releasedDrained);
        assertThrows(IllegalStateException.class, () -> backend.poll(0));
    }

    @Test
    void closingTheBackendSaysWhenSomethingStaysInFlight() {
        endpoint.attach(log);
        endpoint.work();
        backend.close();
        assertTrue(backend.released);
        assertFalse(backend.releasedDrained);
        assertEquals(List.of("cancelAll", "release"), endpoint.calls);
    }
}
