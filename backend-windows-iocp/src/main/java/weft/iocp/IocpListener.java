package weft.iocp;

import org.jspecify.annotations.Nullable;

import weft.completion.AcceptQueue;
import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A listening socket with several AcceptEx in flight, each with a socket made in advance.
 *
 * <p>Facts: AcceptEx leaves the new socket half-made. Until SO_UPDATE_ACCEPT_CONTEXT names its
 * listener, it has no peer and cannot be shut down; Wine does not mind, Windows does. A client that
 * has gone ends its AcceptEx with an error that concerns nobody else.
 *
 * <p>A socket made in advance may be one that has served another connection, see {@link
 * SocketRecycler}.
 */
final class IocpListener extends IocpEndpoint<ListenerEvents>
        implements ListenerEndpoint, AcceptQueue.Acceptor {
    /** Enough to take a crowd in one poll; each costs a socket. */
    private static final int MAXIMUM_IN_FLIGHT = 16;

    /** The kind of the first accept's operation; the others' are the next numbers. */
    private static final int FIRST_ACCEPT = 1;

    private static final long NO_SOCKET = -1;

    private final List<Accept> accepts = new ArrayList<>();
    private final AcceptQueue queue;
    private final SpareSockets spares;
    private @Nullable SocketAddress local;
    private int burst;

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

    @SuppressWarnings("this-escape") // the queue only keeps its listener
    IocpListener(IocpBackend backend, long socket, int family) throws IOException {
        super(backend, socket, family);
        queue = new AcceptQueue(backend, this, this);
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
        burst = newBurst;
        queue.start(newBurst);
    }

    @Override
    public void stopAccept() {
        queue.stop();
    }

    /** Starts what is neither in flight nor waiting to be delivered. */
    @Override
    public void arm() {
        while (accepts.size() < Math.min(burst, MAXIMUM_IN_FLIGHT)) {
            accepts.add(new Accept(newOperation(FIRST_ACCEPT + accepts.size())));
        }
        for (Accept accept : accepts) {
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
    public void disarm() {
        for (Accept accept : accepts) {
            cancel(accept.operation);
        }
    }

    @Override
    protected void cancelAll() {
        queue.stopForGood();
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

    @Override
    protected void onCompletion(int kind, int result, int flags) {
        int number = kind - FIRST_ACCEPT;
        if (result >= 0) {
            queue.accepted(number);
            return;
        }
        drop(number);
        if (WindowsError.isCancelled(-result) || WindowsError.isLostConnection(-result)) {
            queue.goOn();
        } else {
            queue.failed(failure(result, "accept on", local));
        }
    }

    @Override
    public @Nullable StreamEndpoint open(long number) throws IOException {
        Accept accept = accepts.get((int) number);
        long accepted = accept.socket;
        SpentSocket spent = accept.spent;
        int result = finishAccept(accepted, spent);
        if (result < 0) {
            drop(accept);
            if (WindowsError.isLostConnection(-result)) {
                return null;
            }
            throw failure(result, "accept on", local);
        }
        accept.socket = NO_SOCKET;
        accept.spent = null;
        SocketAddress remote = backend.addresses().remote(accepted);
        return spent == null
                ? new IocpStream(backend, accepted, family, remote, this)
                : new IocpStream(backend, spent, family, remote, this);
    }

    /** Makes an accepted socket a complete one, with nothing left of what it was before. */
    private int finishAccept(long accepted, @Nullable SpentSocket spent) {
        int result = backend.options().updateAcceptContext(accepted, socket());
        return result == 0 && spent != null && spent.noDelay()
                ? backend.options().setInt(accepted, Abi.IPPROTO_TCP, Abi.TCP_NODELAY, 0)
                : result;
    }

    @Override
    public void drop(long number) {
        drop(accepts.get((int) number));
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
    protected void discard(int kind, int result, int flags) {
        drop(kind - FIRST_ACCEPT);
    }

    @Override
    void freeOperations() {
        for (Accept accept : accepts) {
            backend.operationMemory().giveBack(accept.operation.memory());
        }
        accepts.clear();
    }
}
