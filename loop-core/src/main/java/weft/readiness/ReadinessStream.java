package weft.readiness;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;
import weft.spi.Capability;
import weft.spi.EndpointEvents;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Streams bytes by waiting for readiness.
 *
 * <p>A one-shot receive that left room emptied the system's buffer, so the next one waits without a
 * call that is known to fail. That can only be out of date towards readable, and then the wait ends
 * at once. With edges, the end of the stream may have come with the bytes, in one edge; then it is
 * looked for. Sending is {@link ReadinessSender}'s.
 */
final class ReadinessStream extends ReadinessEndpoint implements StreamEndpoint {
    /** Bytes received for one event at the most, so that a fast peer does not starve the rest. */
    private static final int RECEIVE_BURST_BYTES = 256 << 10;

    private final StreamSocket socket;
    private final ReadinessSender sender;
    private @Nullable StreamEvents events;
    private @Nullable SocketAddress remote;
    private @Nullable ByteBuffer receiveTarget;
    private @Nullable IOException connectFailure;
    private byte sizeClass = ChunkPool.FIRST_CLASS;
    private byte smallReads;
    private boolean connected;
    private boolean connecting;
    private boolean connectEnded;
    private boolean receiving;
    private boolean emptied;
    private boolean endSignalled;

    ReadinessStream(ReadinessBackend backend, StreamSocket socket, boolean connected) {
        super(backend, socket, false);
        this.socket = socket;
        this.sender = new ReadinessSender(this, socket);
        this.connected = connected;
        if (connected) {
            this.remote = socket.remoteAddress();
        }
        backend.noteOpen(this);
    }

    @Override
    public void attach(StreamEvents receiver) {
        requireUnattached();
        events = requireNonNull(receiver, "receiver");
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        try {
            socket.bind(local);
        } catch (IOException e) {
            throw IoFailures.describe("bind", local, e);
        }
    }

    @Override
    public void connect(SocketAddress peer) {
        requireUsable();
        if (connecting || connected) {
            throw new IllegalStateException(
                    (connected ? "already connected to " : "already connecting to ") + remote);
        }
        boolean done;
        try {
            done = socket.connect(peer);
        } catch (IOException e) {
            connectFailure = IoFailures.describe("connect", peer, e);
            done = true;
        }
        connecting = true;
        remote = peer;
        if (done) {
            connectEnded = true;
            makeDue();
        } else {
            want(Pollable.WRITE);
        }
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return connected ? remote : null;
    }

    @Override
    public void startReceive() {
        if (receiving) {
            return;
        }
        requireConnected();
        requireNoReceive();
        receiving = true;
        want(Pollable.READ);
    }

    @Override
    public void stopReceive() {
        if (receiving) {
            receiving = false;
            unwant(Pollable.READ);
        }
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        requireConnected();
        requireNoReceive();
        if (!target.hasRemaining()) {
            throw new IllegalArgumentException("the target has no room");
        }
        if (!emptied) {
            int bytes = receiveOnce(target);
            if (bytes != Backend.PENDING) {
                return bytes;
            }
        }
        receiveTarget = target;
        want(Pollable.READ);
        return Backend.PENDING;
    }

    @Override
    public int send(ByteBuffer[] buffers, int count) throws IOException {
        requireConnected();
        return sender.send(buffers, count);
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        if (!backend.capabilities().contains(Capability.SEND_FILE)) {
            throw Capability.SEND_FILE.absentFrom(backend.name());
        }
        requireConnected();
        return sender.sendFile(file, position, count);
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireConnected();
        sender.shutDown();
    }

    @Override
    @Nullable EndpointEvents receiver() {
        return events;
    }

    @Override
    void giveUp(Pollable descriptor) {
        receiving = false;
        receiveTarget = null;
        sender.forget();
        descriptor.close();
    }

    @Override
    void ready(int operations) {
        if ((operations & Pollable.END) != 0) {
            endSignalled = true;
        }
        if ((operations & Pollable.READ) != 0) {
            emptied = false;
            readyToReceive();
        }
        if ((operations & Pollable.WRITE) != 0 && !isClosed()) {
            readyToSend();
        }
    }

    @Override
    void readyInVain(int operations) {
        if ((operations & Pollable.END) != 0) {
            endSignalled = true;
        }
        if ((operations & Pollable.READ) != 0) {
            emptied = false;
        }
        if ((operations & Pollable.WRITE) != 0) {
            sender.emptied();
        }
    }

    @Override
    void due() {
        if (connectEnded) {
            connectEnded = false;
            reportConnect();
        } else if (receiving) {
            receiveBurst();
        } else {
            // It stopped before the rest of a burst was fetched.
            forgetEdge(Pollable.READ);
        }
    }

    @Override
    void refused(IOException cause) {
        if (connecting) {
            connectFailure = IoFailures.describe("connect", remote, cause);
            reportConnect();
        }
        if (!isClosed() && isReceivePending()) {
            receiving = false;
            receiveTarget = null;
            deliverFailure(Operation.RECEIVE, IoFailures.describe("receive", remote, cause));
        }
        if (!isClosed()) {
            sender.refused(cause);
        }
    }

    private void readyToReceive() {
        ByteBuffer target = receiveTarget;
        if (target != null) {
            completeReceive(target);
        } else if (receiving) {
            receiveBurst();
        }
    }

    private void completeReceive(ByteBuffer target) {
        int bytes;
        try {
            bytes = receiveOnce(target);
        } catch (IOException e) {
            receiveTarget = null;
            endReceiving();
            deliverFailure(Operation.RECEIVE, e);
            return;
        }
        if (bytes != Backend.PENDING) {
            receiveTarget = null;
            unwant(Pollable.READ);
            backend.countEvent();
            requireNonNull(events).onReceivedInto(bytes);
        }
    }

    private int receiveOnce(ByteBuffer target) throws IOException {
        int bytes;
        try {
            bytes = socket.receive(target);
        } catch (IOException e) {
            throw IoFailures.describe("receive", remote, e);
        }
        emptied = bytes == Backend.PENDING || (bytes > 0 && wasEmptied(target));
        if (emptied) {
            edgeUsedUp(Pollable.READ);
        } else {
            forgetEdge(Pollable.READ);
        }
        return bytes;
    }

    private boolean wasEmptied(ByteBuffer target) {
        return target.hasRemaining() && !endSignalled;
    }

    private void receiveBurst() {
        int left = RECEIVE_BURST_BYTES;
        while (left > 0) {
            int bytes = receiveChunk();
            if (isClosed()) {
                return;
            }
            if (!receiving) {
                forgetEdge(Pollable.READ);
                return;
            }
            if (bytes == Backend.PENDING) {
                return;
            }
            left -= bytes;
        }
        // What is left reports itself again where levels are reported; nothing would come with
        // edges.
        if (backend.reportsEdges()) {
            makeDue();
        }
    }

    /** Receives and delivers one chunk; returns PENDING when there is nothing to go on for. */
    private int receiveChunk() {
        ChunkPool chunks = backend.chunks();
        PooledChunk cell = chunks.acquire(sizeClass);
        int bytes;
        try {
            bytes = socket.receive(cell.memory());
        } catch (IOException e) {
            chunks.putBack(cell);
            endReceiving();
            deliverFailure(Operation.RECEIVE, IoFailures.describe("receive", remote, e));
            return Backend.PENDING;
        }
        if (bytes > 0) {
            boolean full = bytes == cell.capacity();
            fitCells(bytes);
            backend.countEvent();
            requireNonNull(events).onReceived(chunks.lend(cell, bytes));
            return full || endSignalled ? bytes : Backend.PENDING;
        }
        chunks.putBack(cell);
        if (bytes == Backend.END_OF_STREAM) {
            endReceiving();
            backend.countEvent();
            requireNonNull(events).onEndOfStream();
        }
        return Backend.PENDING;
    }

    private void fitCells(int bytes) {
        byte before = sizeClass;
        sizeClass = ReceiveSizing.classAfter(before, smallReads, bytes);
        smallReads = ReceiveSizing.smallReadsAfter(before, smallReads, bytes);
    }

    private void endReceiving() {
        receiving = false;
        unwant(Pollable.READ);
        forgetEdge(Pollable.READ);
    }

    private void readyToSend() {
        if (connecting) {
            finishConnect();
        } else {
            sender.ready();
        }
    }

    private void finishConnect() {
        try {
            if (!socket.finishConnect()) {
                return;
            }
        } catch (IOException e) {
            connectFailure = IoFailures.describe("connect", remote, e);
        }
        unwant(Pollable.WRITE);
        reportConnect();
    }

    private void reportConnect() {
        connecting = false;
        IOException cause = connectFailure;
        if (cause != null) {
            connectFailure = null;
            deliverFailure(Operation.CONNECT, cause);
            return;
        }
        connected = true;
        SocketAddress peer = socket.remoteAddress();
        remote = peer == null ? remote : peer;
        backend.countEvent();
        requireNonNull(events).onConnected();
    }

    void deliverSent(long bytes) {
        backend.countEvent();
        requireNonNull(events).onSent(bytes);
    }

    private boolean isReceivePending() {
        return receiving || receiveTarget != null;
    }

    private void requireConnected() {
        requireUsable();
        if (!connected) {
            throw new IllegalStateException("not connected: " + this);
        }
    }

    private void requireNoReceive() {
        if (isReceivePending()) {
            throw new IllegalStateException("a receive is in flight: " + this);
        }
    }
}
