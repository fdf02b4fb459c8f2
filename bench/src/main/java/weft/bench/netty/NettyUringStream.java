package weft.bench.netty;

import org.jspecify.annotations.Nullable;

import weft.bench.netty.NettyUringOperation.Opcode;
import weft.completion.BlockMemory.Block;
import weft.linux.Constants;
import weft.linux.SocketAddresses;
import weft.spi.Backend;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A stream socket: one receive, one send, or one connect in flight. */
final class NettyUringStream extends NettyUringEndpoint<StreamEvents> implements StreamEndpoint {
    private final int family;
    private final NettyUringReceive receive = new NettyUringReceive(this);
    private final NettyUringSend send;
    private final NettyUringOperation connect = new NettyUringOperation(this, CONNECT);
    private @Nullable SocketAddress remote;
    private @Nullable IOException connectFailure;
    private @Nullable Block name;

    @SuppressWarnings("this-escape") // both directions only keep their stream
    NettyUringStream(NettyUringBackend backend, int fd, int family, @Nullable SocketAddress remote)
            throws IOException {
        super(backend, fd, true);
        this.family = family;
        this.remote = remote;
        this.send = new NettyUringSend(this);
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
        requireAttached();
        if (connect.isInFlight()) {
            throw new IllegalStateException("a connect is in flight");
        }
        Block memory = backend.memory().take(false);
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
        requireAttached();
        receive.start();
    }

    @Override
    public void stopReceive() {
        if (!isClosing()) {
            receive.stop();
        }
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        requireAttached();
        return receive.into(target);
    }

    @Override
    public int send(ByteBuffer[] buffers, int count) {
        requireAttached();
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
    NettyUringOperation operation(int kind) {
        return switch (kind) {
            case RECEIVE -> receive.operation();
            case SEND -> send.operation();
            case CONNECT -> connect;
            default -> throw new IllegalStateException("completion of unknown kind " + kind);
        };
    }

    @Override
    void completed(int kind, int result) {
        switch (kind) {
            case RECEIVE -> receive.onCompletion(result);
            case SEND -> send.onCompletion(result);
            default -> onConnect(receiver(), result);
        }
    }

    private void onConnect(StreamEvents receiver, int result) {
        forgetName();
        IOException cause = connectFailure;
        if (result < 0) {
            cause = failure(result, "connect", remote);
        }
        countEvent();
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
        Block used = name;
        if (used != null) {
            name = null;
            backend.memory().giveBack(used);
        }
    }

    @Override
    protected void cancelAll() {
        receive.cancelForGood();
        send.operation().cancel();
        connect.cancel();
    }

    @Override
    void dropped(int kind, int result) {
        switch (kind) {
            case RECEIVE -> receive.discard();
            case SEND -> send.discard();
            default -> forgetName();
        }
    }
}
