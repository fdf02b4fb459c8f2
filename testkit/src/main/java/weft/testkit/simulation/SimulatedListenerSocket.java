package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import java.net.ProtocolFamily;
import java.util.ArrayDeque;

/**
 * A listening socket: a queue of established connections and, behind it, of those it has no room
 * for.
 */
final class SimulatedListenerSocket extends SimulatedSocket {
    private final ArrayDeque<SimulatedStreamSocket> established = new ArrayDeque<>();
    private final ArrayDeque<SimulatedStreamSocket> waiting = new ArrayDeque<>();
    private int backlog;
    private boolean closed;

    SimulatedListenerSocket(SimulatedNetwork network, ProtocolFamily family) {
        super(network, family);
    }

    void listen(int connections) {
        backlog = connections;
    }

    boolean isListening() {
        return backlog > 0 && !closed;
    }

    /** Lets a client in, now or when there is room: as on Linux, for one more than the backlog. */
    void admit(SimulatedStreamSocket client) {
        if (established.size() > backlog) {
            waiting.add(client);
            return;
        }
        SimulatedStreamSocket server = new SimulatedStreamSocket(network, family);
        server.local = client.remote;
        server.remote = client.local;
        SimulatedStreamSocket.join(
                client, server, network.newPipe(), network.newPipe(), network.later());
        established.add(server);
    }

    void forget(SimulatedStreamSocket client) {
        waiting.remove(client);
    }

    /** Returns the next connection that has arrived, or null. */
    @Nullable SimulatedStreamSocket accept() {
        if (readableAtNanos() > network.nowNanos()) {
            return null;
        }
        SimulatedStreamSocket next = established.remove();
        SimulatedStreamSocket client = waiting.poll();
        if (client != null) {
            admit(client);
        }
        return next;
    }

    @Override
    long readableAtNanos() {
        SimulatedStreamSocket first = established.peek();
        return first == null ? NEVER : first.connectedAtNanos();
    }

    @Override
    long writableAtNanos() {
        return NEVER;
    }

    @Override
    boolean isBroken() {
        return false;
    }

    @Override
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        network.unbind(this);
        for (SimulatedStreamSocket client : waiting) {
            client.refuse(SimulatedErrors.refused(java.util.Objects.requireNonNull(client.remote)));
        }
        waiting.clear();
        for (SimulatedStreamSocket server : established) {
            server.reset();
            server.close();
        }
        established.clear();
    }
}
