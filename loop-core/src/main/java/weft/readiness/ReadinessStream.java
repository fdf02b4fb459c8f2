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
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Streams bytes by waiting for readiness.
 *
 * <p>Two hints save calls that are known to fail. A send that was not taken whole filled the
 * system's buffer: the next one waits without trying. A receive that left room emptied it: the next
 * one-shot receive waits without trying. A hint can only be out of date towards ready, and then the
 * wait ends at once. With edges the second hint is taken only from a call that would have blocked,
 * since the end of the stream may have come with the bytes, in one edge.
 */
final class ReadinessStream extends ReadinessEndpoint implements StreamEndpoint {
    /** Bytes received for one event at the most, so that a fast peer does not starve the rest. */
    private static final int RECEIVE_BURST_BYTES = 256 << 10;

    private final StreamSocket socket;
    private @Nullable StreamEvents events;
    private @Nullable SocketAddress remote;
    private @Nullable ByteBuffer receiveTarget;
    private ByteBuffer @Nullable [] sendBuffers;
    private @Nullable FileSend fileSend;
    private @Nullable IOException connectFailure;
    private int sendCount;
    private byte sizeClass = ChunkPool.FIRST_CLASS;
    private byte smallReads;
    private boolean connected;
    private boolean connecting;
    private boolean connectEnded;
    private boolean receiving;
    private boolean emptied;
    private boolean filled;
    private boolean endSignalled;
    private boolean outputShut;

    ReadinessStream(ReadinessBackend backend, StreamSocket socket, boolean connected) {
        super(backend, socket);
        this.socket = socket;
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
        requireSendable();
        long offered = remaining(buffers, count);
        if (!filled) {
            long bytes = sendOnce(buffers, count, offered);
            if (bytes > 0) {
                return (int) Math.min(bytes, Integer.MAX_VALUE);
            }
        }
        sendBuffers = buffers;
        sendCount = count;
        want(Pollable.WRITE);
        return Backend.PENDING;
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        if (!backend.capabilities().contains(Capability.SEND_FILE)) {
            throw Capability.SEND_FILE.absentFrom(backend.name());
        }
        requireSendable();
        FileSend send = new FileSend(file, position, count);
        if (!filled) {
            long bytes = sendOnce(send);
            if (bytes != Backend.PENDING) {
                return bytes;
            }
        }
        fileSend = send;
        want(Pollable.WRITE);
        return Backend.PENDING;
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireConnected();
        requireNoSend();
        outputShut = true;
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw IoFailures.describe("shutdown", remote, e);
        }
    }

    @Override
    @Nullable EndpointEvents receiver() {
        return events;
    }

    @Override
    void giveUp(Pollable descriptor) {
        receiving = false;
        receiveTarget = null;
        sendBuffers = null;
        fileSend = null;
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
            filled = false;
            readyToSend();
        }
    }

    @Override
    void due() {
        if (connectEnded) {
            connectEnded = false;
            reportConnect();
        } else if (receiving) {
            receiveBurst();
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
        if (!isClosed() && isSendPending()) {
            sendBuffers = null;
            fileSend = null;
            deliverFailure(Operation.SEND, IoFailures.describe("send", remote, cause));
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
            unwant(Pollable.READ);
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
        if (!emptied) {
            forgetEdge(Pollable.READ);
        }
        return bytes;
    }

    private boolean wasEmptied(ByteBuffer target) {
        return target.hasRemaining() && !backend.reportsEdges();
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
    }

    private void readyToSend() {
        if (connecting) {
            finishConnect();
        } else if (isSendPending()) {
            completeSend();
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

    private void completeSend() {
        ByteBuffer[] buffers = sendBuffers;
        FileSend file = fileSend;
        long bytes;
        try {
            if (buffers != null) {
                bytes = sendOnce(buffers, sendCount, remaining(buffers, sendCount));
                bytes = bytes == 0 ? Backend.PENDING : bytes;
            } else {
                bytes = sendOnce(requireNonNull(file));
            }
        } catch (IOException e) {
            endSending();
            deliverFailure(Operation.SEND, e);
            return;
        }
        if (bytes != Backend.PENDING) {
            endSending();
            backend.countEvent();
            requireNonNull(events).onSent(bytes);
        }
    }

    private void endSending() {
        sendBuffers = null;
        fileSend = null;
        unwant(Pollable.WRITE);
    }

    private long sendOnce(ByteBuffer[] buffers, int count, long offered) throws IOException {
        long bytes;
        try {
            bytes = socket.send(buffers, count);
        } catch (IOException e) {
            throw IoFailures.describe("send", remote, e);
        }
        filled = bytes < offered;
        return bytes;
    }

    private long sendOnce(FileSend send) throws IOException {
        long bytes;
        try {
            bytes = socket.sendFile(send.file, send.position, send.count);
        } catch (IOException e) {
            throw IoFailures.describe("send file", remote, e);
        }
        filled = bytes == Backend.PENDING;
        return bytes;
    }

    private boolean isReceivePending() {
        return receiving || receiveTarget != null;
    }

    private boolean isSendPending() {
        return sendBuffers != null || fileSend != null;
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

    private void requireNoSend() {
        if (isSendPending()) {
            throw new IllegalStateException("a send is in flight: " + this);
        }
    }

    private void requireSendable() throws IOException {
        requireConnected();
        requireNoSend();
        if (outputShut) {
            throw IoFailures.describe(
                    "send", remote, new SocketException("the sending side is shut down"));
        }
    }

    private static long remaining(ByteBuffer[] buffers, int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += buffers[i].remaining();
        }
        if (bytes == 0) {
            throw new IllegalArgumentException("there is nothing to send in " + count + " buffers");
        }
        return bytes;
    }

    /** Remembers a file send that waits. */
    private static final class FileSend {
        final FileChannel file;
        final long position;
        final long count;

        FileSend(FileChannel file, long position, long count) {
            this.file = file;
            this.position = position;
            this.count = count;
        }
    }
}
