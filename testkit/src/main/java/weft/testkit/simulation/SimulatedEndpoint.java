package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import weft.spi.Descriptor;
import weft.spi.Endpoint;
import weft.spi.EndpointEvents;
import weft.spi.Operation;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Objects;

/**
 * What all simulated endpoints share: the socket behind them and the way they end.
 *
 * <p>Endpoints keep no list of completions. They tell when they will have something to report, and
 * report it when a poll asks: so an operation that is stopped or closed has left nothing behind.
 */
abstract sealed class SimulatedEndpoint implements Endpoint
        permits SimulatedStream,
                SimulatedListener,
                SimulatedDatagram,
                SimulatedBorrowedSocket,
                SimulatedWatch {
    private enum Phase {
        OPEN,
        CLOSING,
        CLOSED
    }

    final SimulatedBackend backend;
    final SimulatedNetwork network;
    final SimulatedDescriptor descriptor;
    private Phase phase = Phase.OPEN;
    private long closedAtNanos;
    private long closedInPoll;

    SimulatedEndpoint(SimulatedBackend backend, SimulatedDescriptor descriptor) {
        this.backend = backend;
        this.network = backend.network;
        this.descriptor = descriptor;
    }

    /** Returns the receiver of events, or null if none was attached. */
    abstract @Nullable EndpointEvents events();

    /** Returns when an open endpoint has something to report. */
    abstract long nextOpenEventNanos();

    /** Reports what there is, and returns how many events that were. */
    abstract int deliverOpen();

    abstract boolean hasOperationInFlight();

    /** Tells whether something ended that is told by the next poll but ends none. */
    boolean hasHeldReport() {
        return false;
    }

    /** Tells whether closing the endpoint closes the descriptor. */
    boolean ownsDescriptor() {
        return true;
    }

    final long nextEventNanos() {
        return switch (phase) {
            case OPEN -> nextOpenEventNanos();
            case CLOSING -> closedAtNanos;
            case CLOSED -> SimulatedSocket.NEVER;
        };
    }

    final int deliver() {
        if (phase == Phase.OPEN) {
            return deliverOpen();
        }
        if (phase == Phase.CLOSED || closedInPoll == backend.polls()) {
            return 0;
        }
        abandon();
        backend.remove(this);
        EndpointEvents receiver = events();
        if (receiver == null) {
            return 0;
        }
        receiver.onClosed();
        return 1;
    }

    @Override
    public final Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return isOpen() ? descriptor.socket().local : null;
    }

    @Override
    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        requireOpen();
        descriptor.socket().setOption(option, value);
    }

    @Override
    public final <T> T getOption(SocketOption<T> option) throws IOException {
        requireOpen();
        return descriptor.socket().getOption(option);
    }

    @Override
    public final void close() {
        if (phase != Phase.OPEN) {
            return;
        }
        boolean slow = hasOperationInFlight() && network.chance(network.settings.slowCloses);
        phase = Phase.CLOSING;
        closedAtNanos = slow ? network.later() : network.nowNanos();
        closedInPoll = backend.polls();
        if (ownsDescriptor()) {
            descriptor.socket().close();
        }
    }

    /** Frees the descriptor, without an event. */
    final void abandon() {
        phase = Phase.CLOSED;
        if (ownsDescriptor()) {
            descriptor.close();
        }
    }

    final boolean isOpen() {
        return phase == Phase.OPEN;
    }

    final void requireOpen() {
        if (!isOpen()) {
            throw new IllegalStateException("the endpoint of " + descriptor + " is closed");
        }
    }

    /** Checks that an operation may be submitted, and returns the receiver of its events. */
    final <E extends EndpointEvents> E requireReceiver(@Nullable E events) {
        requireOpen();
        if (events == null) {
            throw new IllegalStateException("nothing is attached to " + descriptor);
        }
        return events;
    }

    static void requireIdle(boolean busy, Operation operation) {
        if (busy) {
            throw new IllegalStateException("a " + operation + " is in flight already");
        }
    }

    static <E> E attachOnce(@Nullable E present, E events) {
        if (present != null) {
            throw new IllegalStateException("attached already, to " + present);
        }
        return Objects.requireNonNull(events, "events");
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " of " + descriptor;
    }
}
