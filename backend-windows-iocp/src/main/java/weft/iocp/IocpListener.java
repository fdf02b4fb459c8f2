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
 *
 * <p>A socket made in advance may be one that has served another connection, see {@link
 * SocketRecycler}.
 */
final class IocpListener extends IocpEndpoint implements ListenerEndpoint {
    /** Enough to take a crowd in one poll; each costs a socket. */
    private static final int MAXIMUM_IN_FLIGHT = 16;

    private static final long NO_SOCKET = -1;

    private final List<Accept> accepts = new ArrayList<>();
    private final ArrayDeque<Accept> waiting = new ArrayDeque<>();
    private final SpareSockets spares;
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

        /** What the socket was before, or null if it is new. */
        @Nullable SpentSocket spent;

        Accept(IocpOperation operation) {
            this.operation = operation;
        }
    }

    IocpListener(IocpBackend backend, long socket, int family) throws IOException {
        super(backend, socket, family);
        spares = new SpareSockets(backend.recycler());
    }

    /** Tells whether the socket of a connection that ended could be used here. */
    boolean wantsSpareSockets() {
        // What is set on a listener is inherited, and could not be told from a connection's own.
        return !isClosing() && !hasNoDelay() && spares.hasRoom();
    }

    void addSpareSocket(SpentSocket spent) {
        spares.add(spent);
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
        SpentSocket spent = spares.take();
        if (spent != null && armWith(accept, spent)) {
            return;
        }
        long fresh = backend.calls().wsaSocket(family, Abi.SOCK_STREAM, Abi.IPPROTO_TCP);
        if (fresh < 0) {
            deliverLater(accept.operation, (int) fresh);
            return;
        }
        accept.socket = fresh;
        submitted(accept.operation, acceptEx(accept));
    }

    /** Accepts with a socket that was used before; tells whether Windows takes it. */
    private boolean armWith(Accept accept, SpentSocket spent) {
        accept.socket = spent.socket();
        accept.spent = spent;
        int result = acceptEx(accept);
        if (result >= 0 || result == -WindowsError.ERROR_IO_PENDING) {
            submitted(accept.operation, result);
            return true;
        }
        drop(accept);
        if (!WindowsError.isLostConnection(-result)) {
            backend.recycler().refused();
        }
        return false;
    }

    private int acceptEx(Accept accept) {
        long overlapped = accept.operation.overlapped();
        return backend.calls()
                .acceptEx(
                        socket(),
                        accept.socket,
                        overlapped + Abi.OVERLAPPED_BYTES,
                        Abi.ACCEPT_ADDRESS_BYTES,
                        overlapped);
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
        spares.clear();
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
        SpentSocket spent = accept.spent;
        IocpStream stream;
        try {
            int result = finishAccept(accepted, spent);
            if (result < 0) {
                drop(accept);
                if (!WindowsError.isLostConnection(-result)) {
                    fail(failure(result, "accept on", local));
                }
                return;
            }
            accept.socket = NO_SOCKET;
            accept.spent = null;
            SocketAddress remote = backend.addresses().remote(accepted);
            stream =
                    spent == null
                            ? new IocpStream(backend, accepted, family, remote, this)
                            : new IocpStream(backend, spent, family, remote, this);
        } catch (IOException e) {
            fail(e);
            return;
        }
        delivered++;
        backend.countEvent();
        Objects.requireNonNull(events).onAccepted(stream);
    }

    /** Makes an accepted socket a complete one, with nothing left of what it was before. */
    private int finishAccept(long accepted, @Nullable SpentSocket spent) {
        int result = backend.options().updateAcceptContext(accepted, socket());
        return result == 0 && spent != null && spent.noDelay()
                ? backend.options().setInt(accepted, Abi.IPPROTO_TCP, Abi.TCP_NODELAY, 0)
                : result;
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
        if (accept.spent != null) {
            backend.recycler().close(accept.spent);
        } else if (accept.socket != NO_SOCKET) {
            backend.calls().closesocket(accept.socket);
        }
        accept.spent = null;
        accept.socket = NO_SOCKET;
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
