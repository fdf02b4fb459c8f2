package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import weft.spi.EndpointEvents;
import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.Operation;

import java.io.IOException;
import java.net.SocketAddress;

/** A simulated listening socket. */
final class SimulatedListener extends SimulatedEndpoint implements ListenerEndpoint {
    private final SimulatedListenerSocket socket;
    private @Nullable ListenerEvents events;
    private boolean accepting;
    private boolean lateConnection;
    private int burst;

    SimulatedListener(SimulatedBackend backend, SimulatedDescriptor descriptor) {
        super(backend, descriptor);
        this.socket = (SimulatedListenerSocket) descriptor.socket();
    }

    @Override
    public void attach(ListenerEvents receiver) {
        requireOpen();
        events = attachOnce(events, receiver);
    }

    @Override
    @Nullable EndpointEvents events() {
        return events;
    }

    @Override
    public void listen(SocketAddress local, int backlog) throws IOException {
        requireOpen();
        requirePositive(backlog, "backlog");
        network.bind(socket, local);
        socket.listen(backlog);
    }

    @Override
    public void startAccept(int most) {
        requireReceiver(events);
        requirePositive(most, "burst");
        if (!socket.isListening()) {
            throw new IllegalStateException(descriptor + " does not listen yet");
        }
        accepting = true;
        lateConnection = false;
        burst = most;
    }

    @Override
    public void stopAccept() {
        if (accepting && isOpen()) {
            accepting = false;
            lateConnection =
                    socket.readableAtNanos() <= network.nowNanos()
                            && network.chance(network.settings.lateEvents);
        }
    }

    private static void requirePositive(int value, String what) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " " + value + " is below 1");
        }
    }

    @Override
    boolean hasOperationInFlight() {
        return accepting;
    }

    @Override
    long nextOpenEventNanos() {
        return accepting || lateConnection ? socket.readableAtNanos() : SimulatedSocket.NEVER;
    }

    @Override
    int deliverOpen() {
        ListenerEvents receiver = requireReceiver(events);
        int most = accepting ? burst : 1;
        int delivered = 0;
        while (delivered < most
                && isOpen()
                && (accepting || lateConnection)
                && socket.readableAtNanos() <= network.nowNanos()) {
            lateConnection = false;
            delivered++;
            if (!deliverOne(receiver)) {
                break;
            }
        }
        return delivered;
    }

    private boolean deliverOne(ListenerEvents receiver) {
        IOException failure = null;
        Fault fault = network.faultFor(Operation.ACCEPT, this);
        if (fault != null) {
            failure = fault.newException();
        } else if (network.isFull()) {
            failure = SimulatedErrors.tooManyFiles("accept", network.settings.descriptorLimit);
        }
        SimulatedStreamSocket connection = failure == null ? socket.accept() : null;
        if (connection != null) {
            try {
                SimulatedDescriptor accepted = backend.describe(connection, "accept");
                receiver.onAccepted(backend.add(new SimulatedStream(backend, accepted)));
                return true;
            } catch (IOException e) {
                throw new AssertionError("there was room a moment ago", e);
            }
        }
        accepting = false;
        receiver.onFailure(
                Operation.ACCEPT,
                failure == null ? new IOException("accept: the connection is gone") : failure);
        return false;
    }
}
