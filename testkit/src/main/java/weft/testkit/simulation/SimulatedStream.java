package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;
import weft.spi.EndpointEvents;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A simulated connection or pipe's end. The sending half is a {@link PendingSend}. */
final class SimulatedStream extends SimulatedEndpoint implements StreamEndpoint {
    private final SimulatedStreamSocket socket;
    private final PendingSend sending;
    private @Nullable StreamEvents events;
    private boolean connecting;
    private boolean receiving;
    private boolean lateChunk;
    private @Nullable ByteBuffer target;
    private @Nullable IOException receiveFailure;
    private @Nullable IOException shutdownFailure;

    SimulatedStream(SimulatedBackend backend, SimulatedDescriptor descriptor) {
        super(backend, descriptor);
        this.socket = (SimulatedStreamSocket) descriptor.socket();
        this.sending = new PendingSend(this, socket);
    }

    @Override
    public void attach(StreamEvents receiver) {
        requireOpen();
        events = attachOnce(events, receiver);
    }

    @Override
    @Nullable EndpointEvents events() {
        return events;
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        requireOpen();
        network.bind(socket, local);
    }

    @Override
    public void connect(SocketAddress remote) {
        requireReceiver(events);
        requireIdle(connecting, Operation.CONNECT);
        Fault fault = network.faultFor(Operation.CONNECT, this);
        socket.connect(remote, fault == null ? null : fault.newException());
        connecting = true;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return connecting || socket.isUnconnected() ? null : socket.remote;
    }

    @Override
    public void startReceive() {
        requireReceiver(events);
        requireIdle(target != null, Operation.RECEIVE);
        receiving = true;
        lateChunk = false;
    }

    @Override
    public void stopReceive() {
        if (receiving && isOpen()) {
            receiving = false;
            lateChunk = socket.available() > 0 && network.chance(network.settings.lateEvents);
        }
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        requireReceiver(events);
        requireIdle(receiving || target != null, Operation.RECEIVE);
        requireSpace(into);
        Fault fault = network.faultFor(Operation.RECEIVE, this);
        if (fault != null && fault.isAtOnce()) {
            throw fault.newException();
        }
        if (fault == null && !network.chance(network.settings.pendingSends)) {
            int outcome = read(into);
            if (!socket.wouldBlock(outcome)) {
                return outcome;
            }
        }
        target = into;
        if (fault != null) {
            receiveFailure = fault.newException();
        }
        return Backend.PENDING;
    }

    private static void requireSpace(ByteBuffer into) {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException("the buffer to receive into is full: " + into);
        }
        if (into.isReadOnly()) {
            throw new IllegalArgumentException("the buffer to receive into is read-only");
        }
    }

    private int read(ByteBuffer into) throws IOException {
        int most = into.remaining();
        if (network.chance(network.settings.shortReceives)) {
            most = network.upTo(most);
        }
        return socket.read(into, most);
    }

    @Override
    public int send(ByteBuffer[] buffers, int count) throws IOException {
        requireReceiver(events);
        return sending.submit(buffers, count);
    }

    @Override
    public int sendQuietly(ByteBuffer[] buffers, int count) throws IOException {
        requireReceiver(events);
        return sending.submitQuietly(buffers, count);
    }

    @Override
    boolean hasHeldReport() {
        return isOpen() && sending.hasHeldReport();
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        requireReceiver(events);
        return sending.submitFile(file, position, count);
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireReceiver(events);
        requireIdle(sending.isPending(), Operation.SEND);
        Fault fault = network.faultFor(Operation.SHUTDOWN, this);
        if (fault == null) {
            socket.shutdownOutput();
        } else if (fault.isAtOnce()) {
            throw fault.newException();
        } else {
            shutdownFailure = fault.newException();
        }
    }

    @Override
    boolean hasOperationInFlight() {
        return connecting || receiving || target != null || sending.isPending();
    }

    @Override
    long nextOpenEventNanos() {
        if (shutdownFailure != null || lateChunk || receiveFailure != null) {
            return SimulatedSocket.NOW;
        }
        long next = sending.nextEventNanos();
        if (connecting) {
            next = Math.min(next, socket.connectedAtNanos());
        }
        if (receiving || target != null) {
            next = Math.min(next, socket.readableAtNanos());
        }
        return next;
    }

    @Override
    int deliverOpen() {
        StreamEvents receiver = requireReceiver(events);
        int delivered = 0;
        if (connecting) {
            delivered += deliverConnected(receiver);
        }
        if (isOpen() && shutdownFailure != null) {
            IOException failure = shutdownFailure;
            shutdownFailure = null;
            receiver.onFailure(Operation.SHUTDOWN, failure);
            delivered++;
        }
        if (isOpen()) {
            delivered += sending.deliver(receiver);
        }
        if (isOpen() && !connecting) {
            delivered += target != null ? deliverInto(receiver, target) : deliverChunk(receiver);
        }
        return delivered;
    }

    private int deliverConnected(StreamEvents receiver) {
        try {
            if (!socket.finishConnect()) {
                return 0;
            }
        } catch (IOException e) {
            connecting = false;
            receiver.onFailure(Operation.CONNECT, e);
            return 1;
        }
        connecting = false;
        receiver.onConnected();
        return 1;
    }

    private int deliverInto(StreamEvents receiver, ByteBuffer into) {
        IOException failure = receiveFailure;
        int outcome = Backend.PENDING;
        if (failure == null) {
            try {
                outcome = read(into);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure == null && socket.wouldBlock(outcome)) {
            return 0;
        }
        target = null;
        receiveFailure = null;
        if (failure != null) {
            receiver.onFailure(Operation.RECEIVE, failure);
        } else {
            receiver.onReceivedInto(outcome);
        }
        return 1;
    }

    private int deliverChunk(StreamEvents receiver) {
        boolean late = lateChunk;
        lateChunk = false;
        boolean due = socket.readableAtNanos() <= network.nowNanos();
        if (!due || !(receiving || (late && socket.available() > 0))) {
            return 0;
        }
        Fault fault = network.faultFor(Operation.RECEIVE, this);
        if (fault != null) {
            receiving = false;
            receiver.onFailure(Operation.RECEIVE, fault.newException());
            return 1;
        }
        ChunkPool.PooledChunk chunk = backend.chunks.take();
        int outcome;
        try {
            outcome = read(chunk.memory);
        } catch (IOException e) {
            chunk.filled().release();
            receiving = false;
            receiver.onFailure(Operation.RECEIVE, e);
            return 1;
        }
        if (outcome > 0) {
            receiver.onReceived(chunk.filled());
            return 1;
        }
        chunk.filled().release();
        if (socket.wouldBlock(outcome)) {
            return 0;
        }
        receiving = false;
        receiver.onEndOfStream();
        return 1;
    }
}
