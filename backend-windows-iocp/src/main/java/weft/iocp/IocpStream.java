package weft.iocp;

import org.jspecify.annotations.Nullable;

import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** A connected socket: one receive, and one connect or send. */
final class IocpStream extends IocpEndpoint<StreamEvents> implements StreamEndpoint {
    private static final int RECEIVE = 1;
    private static final int SEND = 2;
    private static final int CONNECT = 3;

    /** A connect that could not even be tried. */
    private static final int FAIL = 4;

    private final IocpReceive receive;
    private final IocpSend send;
    private final IocpOperation connect;
    private final IocpOperation fail = new IocpOperation(this, FAIL, MemorySegment.NULL);
    private @Nullable SocketAddress remote;
    private @Nullable IOException connectFailure;
    private boolean bound;
    private boolean freed;

    /** The listener that accepted this, and may have the socket back; null if we connect. */
    private final @Nullable IocpListener origin;

    /** Whether we ended our side before the peer did, or had something to say after its end. */
    private boolean outlivesPeer;

    /** Takes over a new socket: one that is to be connected, or one that a listener accepted. */
    @SuppressWarnings("this-escape") // both directions only keep their stream
    IocpStream(
            IocpBackend backend,
            long socket,
            int family,
            @Nullable SocketAddress remote,
            @Nullable IocpListener origin)
            throws IOException {
        super(backend, socket, family);
        this.remote = remote;
        this.origin = origin;
        receive = new IocpReceive(this, newOperation(RECEIVE));
        send = new IocpSend(this, newOperation(SEND));
        connect = newOperation(CONNECT);
    }

    /** Goes on with a socket that served another connection before a listener accepted this one. */
    @SuppressWarnings("this-escape") // as above
    IocpStream(
            IocpBackend backend,
            SpentSocket spent,
            int family,
            @Nullable SocketAddress remote,
            IocpListener origin) {
        super(backend, spent, family);
        this.remote = remote;
        this.origin = origin;
        receive = new IocpReceive(this, newOperation(RECEIVE));
        send = new IocpSend(this, newOperation(SEND));
        connect = newOperation(CONNECT);
        backend.recycler().reused(spent);
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        requireOpen();
        backend.addresses().bind(socket(), family, local);
        bound = true;
    }

    @Override
    public void connect(SocketAddress address) {
        requireAttached();
        if (connect.isInFlight() || connectFailure != null) {
            throw new IllegalStateException("a connect is in flight");
        }
        Addresses addresses = backend.addresses();
        try {
            if (!bound) {
                // ConnectEx, unlike connect, wants a bound socket.
                int result = addresses.bindAnywhere(socket(), family);
                if (result < 0) {
                    throw failure(result, "connect", address);
                }
                bound = true;
            }
            int length = addresses.encode(address, family);
            long overlapped = connect.overlapped();
            remote = address;
            submitted(
                    connect,
                    backend.calls().connectEx(socket(), addresses.address(), length, overlapped));
        } catch (IOException e) {
            connectFailure = e;
            deliverLater(fail, 0);
        }
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public void startReceive() {
        requireAttached();
        receive.start();
    }

    @Override
    public void stopReceive() {
        receive.stop();
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        requireAttached();
        return receive.into(into);
    }

    @Override
    public int send(ByteBuffer[] buffers, int count) throws IOException {
        requireAttached();
        return send.start(buffers, count);
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireOpen();
        if (send.isInFlight()) {
            throw new IllegalStateException("a send is in flight");
        }
        outlivesPeer |= !receive.hasEnded();
        int result = backend.calls().shutdown(socket(), Abi.SD_SEND);
        if (result < 0) {
            throw failure(result, "shutdown", remote);
        }
    }

    /** Takes note that something is sent, or was. */
    void noteOutput() {
        outlivesPeer |= receive.hasEnded();
    }

    @Override
    @Nullable IocpOperation find(long overlapped) {
        if (receive.operation().is(overlapped)) {
            return receive.operation();
        }
        if (send.operation().is(overlapped)) {
            return send.operation();
        }
        return connect.is(overlapped) ? connect : null;
    }

    @Override
    protected void onCompletion(int kind, int result, int flags) {
        switch (kind) {
            case RECEIVE -> receive.onCompletion(result);
            case SEND -> send.onCompletion(result);
            case CONNECT -> onConnect(receiver(), result);
            case FAIL -> {
                IOException cause = Objects.requireNonNull(connectFailure);
                connectFailure = null;
                countEvent();
                receiver().onFailure(Operation.CONNECT, cause);
            }
            default -> throw new IllegalStateException("completion of unknown kind " + kind);
        }
    }

    private void onConnect(StreamEvents receiver, int result) {
        // Without it Windows treats the socket as unconnected in shutdown and getpeername.
        int outcome = result < 0 ? result : backend.options().updateConnectContext(socket());
        countEvent();
        if (outcome < 0) {
            IOException cause = failure(outcome, "connect", remote);
            remote = null;
            receiver.onFailure(Operation.CONNECT, cause);
            return;
        }
        SocketAddress actual = backend.addresses().remote(socket());
        remote = actual == null ? remote : actual;
        receiver.onConnected();
    }

    @Override
    protected void discard(int kind, int result, int flags) {
        if (kind == RECEIVE) {
            receive.discard();
        } else if (kind == SEND) {
            send.finish();
        }
    }

    @Override
    protected void cancelAll() {
        receive.cancelForGood();
        cancel(send.operation());
        cancel(connect);
    }

    /** Leaves the socket to the listener, if the peer said good-bye first and we only follow. */
    @Override
    boolean handOver() {
        IocpListener listener = origin;
        if (listener == null
                || !listener.wantsSpareSockets()
                || !receive.hasEnded()
                || outlivesPeer) {
            return false;
        }
        SpentSocket spent =
                disconnect(
                        List.of(
                                receive.operation().memory(),
                                send.operation().memory(),
                                connect.memory()));
        if (spent == null) {
            return false;
        }
        listener.addSpareSocket(spent);
        return true;
    }

    @Override
    void freeOperations() {
        if (freed) {
            return;
        }
        freed = true;
        backend.operationMemory().giveBack(receive.operation().memory());
        backend.operationMemory().giveBack(send.operation().memory());
        backend.operationMemory().giveBack(connect.memory());
    }
}
