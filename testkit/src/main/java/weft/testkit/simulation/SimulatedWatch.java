package weft.testkit.simulation;

import weft.spi.EndpointEvents;
import weft.spi.WatchEndpoint;
import weft.spi.WatchEvents;

import java.util.Objects;

/** A simulated watch: says in every poll what a descriptor is ready for. */
final class SimulatedWatch extends SimulatedEndpoint implements WatchEndpoint {
    private static final int BOTH = READ | WRITE;

    private final WatchEvents events;
    private int watched;

    SimulatedWatch(
            SimulatedBackend backend,
            SimulatedDescriptor descriptor,
            int operations,
            WatchEvents events) {
        super(backend, descriptor);
        this.events = Objects.requireNonNull(events, "events");
        watch(operations);
    }

    @Override
    boolean ownsDescriptor() {
        return false;
    }

    @Override
    EndpointEvents events() {
        return events;
    }

    @Override
    public void watch(int operations) {
        requireOpen();
        WatchEndpoint.requireKnown(operations);
        watched = operations;
    }

    @Override
    boolean hasOperationInFlight() {
        return watched != 0;
    }

    @Override
    long nextOpenEventNanos() {
        if (watched == 0) {
            return SimulatedSocket.NEVER;
        }
        SimulatedSocket socket = descriptor.socket();
        long next = SimulatedSocket.NEVER;
        if ((watched & READ) != 0) {
            next = socket.readableAtNanos();
        }
        if ((watched & WRITE) != 0) {
            next = Math.min(next, socket.writableAtNanos());
        }
        return next;
    }

    @Override
    int deliverOpen() {
        SimulatedSocket socket = descriptor.socket();
        long now = network.nowNanos();
        int ready = 0;
        if (socket.isBroken()) {
            ready = BOTH;
        } else {
            if (socket.readableAtNanos() <= now) {
                ready |= READ;
            }
            if (socket.writableAtNanos() <= now) {
                ready |= WRITE;
            }
        }
        ready &= watched;
        if (ready == 0) {
            return 0;
        }
        events.onReady(ready);
        return 1;
    }
}
