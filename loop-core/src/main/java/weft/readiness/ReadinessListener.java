package weft.readiness;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import weft.spi.EndpointEvents;
import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.Operation;

import java.io.IOException;
import java.net.SocketAddress;

/** Accepts connections by waiting for readiness, a bounded number for each event. */
final class ReadinessListener extends ReadinessEndpoint implements ListenerEndpoint {
    private final ListenerSocket socket;
    private @Nullable ListenerEvents events;
    private int burst;
    private boolean accepting;

    ReadinessListener(ReadinessBackend backend, ListenerSocket socket) {
        super(backend, socket, false);
        this.socket = socket;
        backend.noteOpen(this);
    }

    @Override
    public void attach(ListenerEvents receiver) {
        requireUnattached();
        events = requireNonNull(receiver, "receiver");
    }

    @Override
    public void listen(SocketAddress local, int backlog) throws IOException {
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog " + backlog + " is below 1");
        }
        try {
            socket.listen(local, backlog);
        } catch (IOException e) {
            throw IoFailures.describe("bind", local, e);
        }
    }

    @Override
    public void startAccept(int burstSize) {
        if (burstSize < 1) {
            throw new IllegalArgumentException("burst " + burstSize + " is below 1");
        }
        if (accepting) {
            return;
        }
        requireUsable();
        burst = burstSize;
        accepting = true;
        want(Pollable.READ);
    }

    @Override
    public void stopAccept() {
        if (accepting) {
            accepting = false;
            unwant(Pollable.READ);
        }
    }

    @Override
    @Nullable EndpointEvents receiver() {
        return events;
    }

    @Override
    void giveUp(Pollable descriptor) {
        accepting = false;
        descriptor.close();
    }

    @Override
    void ready(int operations) {
        for (int i = 0; i < burst; i++) {
            StreamSocket connection;
            try {
                connection = socket.accept();
            } catch (IOException e) {
                fail(e);
                return;
            }
            if (connection == null) {
                return;
            }
            backend.countEvent();
            requireNonNull(events).onAccepted(new ReadinessStream(backend, connection, true));
            if (isClosed()) {
                return;
            }
            if (!accepting) {
                forgetEdge(Pollable.READ);
                return;
            }
        }
        if (backend.reportsEdges()) {
            makeDue();
        }
    }

    @Override
    void due() {
        if (accepting) {
            ready(Pollable.READ);
        } else {
            // It stopped before the rest of a burst was accepted.
            forgetEdge(Pollable.READ);
        }
    }

    @Override
    void refused(IOException cause) {
        if (accepting) {
            fail(cause);
        }
    }

    private void fail(IOException cause) {
        accepting = false;
        unwant(Pollable.READ);
        forgetEdge(Pollable.READ);
        deliverFailure(
                Operation.ACCEPT, IoFailures.describe("accept on", socket.localAddress(), cause));
    }
}
