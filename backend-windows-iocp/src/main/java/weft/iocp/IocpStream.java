package weft.iocp;

import org.jspecify.annotations.Nullable;

import weft.spi.EndpointEvents;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A connected socket: one receive, and one connect or send. */
final class IocpStream extends IocpEndpoint implements StreamEndpoint {
    private final IocpReceive receive;
    private final IocpSend send;
    private final IocpOperation connect;
    private final IocpOperation fail =
            new IocpOperation(this, IocpOperation.Kind.FAIL, MemorySegment.NULL);
    private @Nullable StreamEvents events;
    private @Nullable SocketAddress remote;
    private @Nullable IOException connectFailure;
    private boolean bound;
    private boolean freed;

    /**
     * @param remote the peer, or null if there is none yet
     */
    @SuppressWarnings("this-escape") // both directions only keep their stream
    IocpStream(IocpBackend backend, long socket, int family, @Nullable SocketAddress remote)
            throws IOException {
        super(backend, socket, family);
        this.remote = remote;
        receive = new IocpReceive(this, newOperation(IocpOperation.Kind.RECEIVE));
        send = new IocpSend(this, newOperation(IocpOperation.Kind.SEND));
        connect = newOperation(IocpOperation.Kind.CONNECT);
    }

    @Override
    @Nullable EndpointEvents events() {
        return events;
    }

    @Override
    public void attach(StreamEvents receiver) {
        events = attachOnce(events, receiver);
    }

    StreamEvents receiver() {
        return requireAttached(events);
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        requireOpen();
        backend.addresses().bind(socket(), family, local);
        bound = true;
    }

    @Override
    public void connect(SocketAddress address) {
        requireAttached(events);
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
        requireAttached(events);
        receive.start();
    }

    @Override
    public void stopReceive() {
        receive.stop();
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        requireAttached(events);
        return receive.into(into);
    }

    @Override
    public int send(ByteBuffer[] buffers, int count) throws IOException {
        requireAttached(events);
        return send.start(buffers, count);
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireOpen();
        if (send.isInFlight()) {
            throw new IllegalStateException("a send is in flight");
        }
        int result = backend.calls().shutdown(socket(), Abi.SD_SEND);
        if (result < 0) {
            throw failure(result, "shutdown", remote);
        }
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
    void onCompletion(IocpOperation operation, int result) {
        StreamEvents receiver = Objects.requireNonNull(events);
        switch (operation.kind()) {
            case RECEIVE -> receive.onCompletion(receiver, result);
            case SEND -> send.onCompletion(receiver, result);
            case CONNECT -> onConnect(receiver, result);
            case FAIL -> {
                IOException cause = Objects.requireNonNull(connectFailure);
                connectFailure = null;
                backend.countEvent();
                receiver.onFailure(Operation.CONNECT, cause);
            }
            case ACCEPT, CLOSE ->
                    throw new IllegalStateException(operation.kind() + " of a stream ended");
        }
    }

    private void onConnect(StreamEvents receiver, int result) {
        // Without it Windows treats the socket as unconnected in shutdown and getpeername.
        int outcome = result < 0 ? result : backend.options().updateConnectContext(socket());
        backend.countEvent();
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
    void discard(IocpOperation operation, int result) {
        if (operation.kind() == IocpOperation.Kind.RECEIVE) {
            receive.discard();
        } else if (operation.kind() == IocpOperation.Kind.SEND) {
            send.finish();
        }
    }

    @Override
    void cancelAll() {
        receive.cancelForGood();
        cancel(send.operation());
        cancel(connect);
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
