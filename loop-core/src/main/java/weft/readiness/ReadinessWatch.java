package weft.readiness;

import weft.spi.EndpointEvents;
import weft.spi.Operation;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;

import java.io.IOException;

/** Passes readiness on as it is, level-triggered. */
final class ReadinessWatch extends ReadinessEndpoint implements WatchEndpoint {
    private static final int BOTH = READ | WRITE;

    private final WatchEvents events;
    private int operations;

    ReadinessWatch(ReadinessBackend backend, Pollable pollable, WatchEvents events) {
        super(backend, pollable, true);
        this.events = events;
        backend.noteOpen(this);
    }

    @Override
    public void watch(int newOperations) {
        WatchEndpoint.requireKnown(newOperations);
        requireUsable();
        operations = newOperations;
        unwant(BOTH & ~newOperations);
        want(newOperations);
        noteChange(); // the user, who owns the descriptor, may close it next
    }

    @Override
    EndpointEvents receiver() {
        return events;
    }

    @Override
    void giveUp(Pollable descriptor) {
        descriptor.release();
    }

    @Override
    void ready(int ready) {
        backend.countEvent();
        events.onReady(ready & operations);
    }

    @Override
    void due() {
        // Nothing of a watch is ever due without waiting.
    }

    @Override
    void refused(IOException cause) {
        operations = 0;
        deliverFailure(Operation.WATCH, IoFailures.describe("watch", null, cause));
    }
}
