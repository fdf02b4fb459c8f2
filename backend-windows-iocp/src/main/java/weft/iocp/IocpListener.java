package weft.iocp;

import org.jspecify.annotations.Nullable;

import weft.spi.EndpointEvents;
import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.Operation;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A listening socket with several AcceptEx in flight, each with a socket made in advance.
 *
 * <p>Facts: AcceptEx leaves the new socket half-made. Until SO_UPDATE_ACCEPT_CONTEXT names its
 * listener, it has no peer and cannot be shut down; Wine does not mind, Windows does. A client that
 * has gone ends its AcceptEx with an error that concerns nobody else.
 *
 * <p>What is accepted beyond the burst of one poll waits for the next ones, and its operation is
 * not started again before it is delivered: so no more connections wait here than there are
 * operations, and the rest waits in the backlog of Windows.
 */
final class IocpListener extends IocpEndpoint implements ListenerEndpoint {
    /** Enough to take a crowd in one poll; each costs a socket. */
    private static final int MAXIMUM_IN_FLIGHT = 16;

    private static final long NO_SOCKET = -1;

    private final List<Accept> accepts = new ArrayList<>();
    private final ArrayDeque<Accept> waiting = new ArrayDeque<>();
    private @Nullable ListenerEvents events;
    private @Nullable SocketAddress local;
    private boolean wanted;
    private int burst;
    private int delivered;
    private long deliveredIn = -1;

    /** One AcceptEx, and the socket it fills. */
    private static final class Accept {
        final IocpOperation operation;
        long socket = NO_SOCKET;

        Accept(IocpOperation operation) {
            this.operation = operation;
        }
    }

    IocpListener(IocpBackend backend, long socket, int family) throws IOException {
        super(backend, socket, family);
    }

    @Override
    @Nullable EndpointEvents events() {
        return events;
    }

    @Override
    public void attach(ListenerEvents receiver) {
        events = attachOnce(events, receiver);
    }

    @Override
    public void listen(SocketAddress address, int backlog) throws IOException {
        requireOpen();
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog " + backlog + " is below 1");
        }
        // Otherwise another process may take the port away by asking for SO_REUSEADDR.
        int result = backend.options().setInt(socket(), Abi.SOL_SOCKET, Abi.SO_EXCLUSIVEADDRUSE, 1);
        if (result < 0) {
            throw failure(result, "reserve", address);
        }
        backend.addresses().bind(socket(), family, address);
        result = backend.calls().listen(socket(), backlog);
        if (result < 0) {
            throw failure(result, "listen", address);
        }
        local = localAddress();
    }

    @Override
    public void startAccept(int newBurst) {
        requireAttached(events);
        if (newBurst < 1) {
            throw new IllegalArgumentException("burst " + newBurst + " is below 1");
        }
        burst = newBurst;
        wanted = true;
        while (accepts.size() < Math.min(burst, MAXIMUM_IN_FLIGHT)) {
            accepts.add(new Accept(newOperation(IocpOperation.Kind.ACCEPT)));
        }
        armIdle();
    }

    /** Starts what is neither in flight nor waiting to be delivered. */
    private void armIdle() {
        for (int i = 0; i < accepts.size() && wanted; i++) {
            Accept accept = accepts.get(i);
            if (accept.socket == NO_SOCKET && !accept.operation.isInFlight()) {
                arm(accept);
            }
        }
    }

    private void arm(Accept accept) {
        WindowsCalls calls = backend.calls();
        long fresh = calls.wsaSocket(family, Abi.SOCK_STREAM, Abi.IPPROTO_TCP);
        if (fresh < 0) {
            deliverLater(accept.operation, (int) fresh);
            return;
        }
        accept.socket = fresh;
        long overlapped = accept.operation.overlapped();
        submitted(
                accept.operation,
                calls.acceptEx(
                        socket(),
                        fresh,
                        overlapped + Abi.OVERLAPPED_BYTES,
                        Abi.ACCEPT_ADDRESS_BYTES,
                        overlapped));
    }

    @Override
    public void stopAccept() {
        wanted = false;
        for (Accept accept : accepts) {
            cancel(accept.operation);
        }
    }

    @Override
    void cancelAll() {
        stopAccept();
        for (Accept accept : waiting) {
            drop(accept);
        }
        waiting.clear();
    }

    @Override
    @Nullable IocpOperation find(long overlapped) {
        for (Accept accept : accepts) {
            if (accept.operation.is(overlapped)) {
                return accept.operation;
            }
        }
        return null;
    }

    private Accept accept(IocpOperation operation) {
        for (Accept accept : accepts) {
            if (accept.operation == operation) {
                return accept;
            }
        }
        throw new IllegalStateException("an operation of another listener ended here");
    }

    @Override
    void onCompletion(IocpOperation operation, int result) {
        Accept accept = accept(operation);
        if (result >= 0) {
            if (!waiting.isEmpty() || burstIsOver()) {
                if (waiting.isEmpty()) {
                    backend.addBacklog(this);
                }
                waiting.add(accept);
                return;
            }
            deliver(accept);
        } else {
            drop(accept);
            if (!WindowsError.isCancelled(-result) && !WindowsError.isLostConnection(-result)) {
                fail(failure(result, "accept on", local));
            }
        }
        goOn();
    }

    private void goOn() {
        if (!isClosing()) {
            armIdle();
        }
    }

    private boolean burstIsOver() {
        if (deliveredIn != backend.polls()) {
            deliveredIn = backend.polls();
            delivered = 0;
        }
        return delivered >= burst;
    }

    private void deliver(Accept accept) {
        long accepted = accept.socket;
        accept.socket = NO_SOCKET;
        IocpStream stream;
        try {
            int result = backend.options().updateAcceptContext(accepted, socket());
            if (result < 0) {
                backend.calls().closesocket(accepted);
                if (!WindowsError.isLostConnection(-result)) {
                    fail(failure(result, "accept on", local));
                }
                return;
            }
            SocketAddress remote = backend.addresses().remote(accepted);
            stream = new IocpStream(backend, accepted, family, remote);
        } catch (IOException e) {
            fail(e);
            return;
        }
        delivered++;
        backend.countEvent();
        Objects.requireNonNull(events).onAccepted(stream);
    }

    /** Reports that accepting failed, which ends it. */
    private void fail(IOException cause) {
        if (wanted) {
            stopAccept();
            backend.countEvent();
            Objects.requireNonNull(events).onFailure(Operation.ACCEPT, cause);
        }
    }

    /** Delivers what waits, up to a burst; returns whether more waits. */
    boolean deliverBacklog() {
        while (!isClosing() && !waiting.isEmpty() && !burstIsOver()) {
            deliver(waiting.remove());
        }
        goOn();
        return !isClosing() && !waiting.isEmpty();
    }

    private void drop(Accept accept) {
        if (accept.socket != NO_SOCKET) {
            backend.calls().closesocket(accept.socket);
            accept.socket = NO_SOCKET;
        }
    }

    @Override
    void discard(IocpOperation operation, int result) {
        drop(accept(operation));
    }

    @Override
    void freeOperations() {
        for (Accept accept : accepts) {
            backend.operationMemory().giveBack(accept.operation.memory());
        }
        accepts.clear();
    }
}
