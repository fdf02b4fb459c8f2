package weft.bench.netty;

import org.jspecify.annotations.Nullable;

import weft.bench.netty.NettyUringOperation.Opcode;
import weft.linux.Constants;
import weft.linux.SocketAddresses;
import weft.spi.Backend;
import weft.spi.EndpointEvents;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A stream socket: one receive, one send, or one connect in flight. */
final class NettyUringStream extends NettyUringEndpoint implements StreamEndpoint {
    private final int family;
    private final NettyUringReceive receive = new NettyUringReceive(this);
    private final NettyUringSend send = new NettyUringSend(this);
    private final NettyUringOperation connect = new NettyUringOperation(this, CONNECT);
    private @Nullable StreamEvents events;
    private @Nullable SocketAddress remote;
    private @Nullable IOException connectFailure;
    private NettyUringMemory.@Nullable Block name;

    NettyUringStream(NettyUringBackend backend, int fd, int family, @Nullable SocketAddress remote)
            throws IOException {
        super(backend, fd, true);
        this.family = family;
        this.remote = remote;
    }

    @Override
    @Nullable EndpointEvents events() {
        return events;
    }

    @Override
    public void attach(StreamEvents receiver) {
        events = attachOnce(events, receiver);
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        requireOpen();
        int result = backend.names().bind(fd(), family, local);
        if (result < 0) {
            throw failure(result, "bind", local);
        }
    }

    @Override
    public void connect(SocketAddress address) {
        requireAttached(events);
        if (connect.isInFlight()) {
            throw new IllegalStateException("a connect is in flight");
        }
        NettyUringMemory.Block memory = backend.memory().take(false);
        int length;
        try {
            MemorySegment segment = MemorySegment.ofBuffer(memory.memory());
            length = SocketAddresses.encode(address, family, segment);
        } catch (IOException e) {
            backend.memory().giveBack(memory);
            connectFailure = e;
            connect.start(Opcode.NOP, 0, 0, 0, 0);
            return;
        } catch (RuntimeException e) {
            backend.memory().giveBack(memory);
            throw e;
        }
        name = memory;
        remote = address;
        connect.start(Opcode.CONNECT, length, memory.address(), 0, 0);
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
        if (!isClosing()) {
            receive.stop();
        }
    }

    @Override
    public int receive(ByteBuffer target) {
        requireAttached(events);
        return receive.into(target);
    }

    @Override
    public int send(ByteBuffer[] buffers, int count) {
        requireAttached(events);
        send.start(buffers, count);
        return Backend.PENDING;
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireOpen();
        if (send.isInFlight()) {
            throw new IllegalStateException("a send is in flight");
        }
        // Not through the ring: there the kernel hands a shutdown to a worker thread.
        int result = backend.sockets().shutdown(fd(), Constants.SHUT_WR);
        if (result < 0) {
            throw failure(result, "shutdown", remote);
        }
    }

    @Override
    NettyUringOperation operation(short kind) {
        return switch (kind) {
            case RECEIVE -> receive.operation();
            case SEND -> send.operation();
            case CONNECT -> connect;
            default -> throw new IllegalStateException("completion of unknown kind " + kind);
        };
    }

    @Override
    void onCompletion(short kind, int result) {
        StreamEvents receiver = Objects.requireNonNull(events);
        switch (kind) {
            case RECEIVE -> receive.onCompletion(receiver, result);
            case SEND -> send.onCompletion(receiver, result);
            default -> onConnect(receiver, result);
        }
    }

    private void onConnect(StreamEvents receiver, int result) {
        forgetName();
        IOException cause = connectFailure;
        if (result < 0) {
            cause = failure(result, "connect", remote);
        }
        backend.countEvent();
        if (cause != null) {
            connectFailure = null;
            remote = null;
            receiver.onFailure(Operation.CONNECT, cause);
            return;
        }
        SocketAddress actual = backend.names().remote(fd());
        remote = actual == null ? remote : actual;
        receiver.onConnected();
    }

    private void forgetName() {
        NettyUringMemory.Block used = name;
        if (used != null) {
            name = null;
            backend.memory().giveBack(used);
        }
    }

    @Override
    void cancelAll() {
        receive.cancelForGood();
        send.operation().cancel();
        connect.cancel();
    }

    @Override
    void discard(short kind, int result) {
        switch (kind) {
            case RECEIVE -> receive.discard();
            case SEND -> send.finish();
            default -> forgetName();
        }
    }
}
