package weft.readiness;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import weft.spi.Descriptor;
import weft.spi.EndpointEvents;
import weft.spi.Operation;
import weft.spi.SocketEndpoint;
import weft.spi.SocketEvents;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** Waits once at a time for a user's socket, and passes the user's calls on. */
final class ReadinessSocket extends ReadinessEndpoint implements SocketEndpoint {
    private final BorrowedSocket socket;
    private @Nullable SocketEvents events;
    private @Nullable SocketAddress connectingTo;
    private boolean awaitsReadable;
    private boolean awaitsWritable;

    ReadinessSocket(ReadinessBackend backend, BorrowedSocket socket) {
        // One readiness is asked for and one is reported, so levels would cost nothing more; they
        // make it right that the user leaves bytes behind.
        super(backend, socket, true);
        this.socket = socket;
        backend.noteOpen(this);
    }

    @Override
    public void attach(SocketEvents receiver) {
        requireUnattached();
        events = requireNonNull(receiver, "receiver");
    }

    @Override
    public void awaitReadable() {
        requireUsable();
        awaitsReadable = true;
        want(Pollable.READ);
    }

    @Override
    public void cancelReadable() {
        awaitsReadable = false;
        unwant(Pollable.READ);
    }

    @Override
    public void awaitWritable() {
        requireUsable();
        awaitsWritable = true;
        want(Pollable.WRITE);
    }

    @Override
    public void cancelWritable() {
        awaitsWritable = false;
        unwant(Pollable.WRITE);
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        requireUsable();
        try {
            return socket.receive(target);
        } catch (IOException e) {
            throw IoFailures.describe("receive", socket.remoteAddress(), e);
        }
    }

    @Override
    public @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        requireUsable();
        try {
            return socket.receiveFrom(target);
        } catch (IOException e) {
            throw IoFailures.describe("receive", socket.remoteAddress(), e);
        }
    }

    @Override
    public int send(ByteBuffer source, @Nullable SocketAddress remote) throws IOException {
        requireUsable();
        try {
            return socket.send(source, remote);
        } catch (IOException e) {
            throw IoFailures.describe("send", remote == null ? socket.remoteAddress() : remote, e);
        }
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        requireUsable();
        try {
            boolean done = socket.connect(remote);
            connectingTo = done ? null : remote;
            return done;
        } catch (IOException e) {
            throw IoFailures.describe("connect", remote, e);
        }
    }

    @Override
    public void finishConnect() throws IOException {
        requireUsable();
        SocketAddress remote = connectingTo;
        connectingTo = null;
        try {
            socket.finishConnect();
        } catch (IOException e) {
            throw IoFailures.describe("connect", remote, e);
        }
    }

    @Override
    public @Nullable Descriptor accept() throws IOException {
        requireUsable();
        try {
            return socket.accept();
        } catch (IOException e) {
            throw IoFailures.describe("accept on", socket.localAddress(), e);
        }
    }

    @Override
    @Nullable EndpointEvents receiver() {
        return events;
    }

    @Override
    void giveUp(Pollable descriptor) {
        descriptor.release();
    }

    @Override
    void ready(int operations) {
        if ((operations & Pollable.READ) != 0 && awaitsReadable) {
            cancelReadable();
            backend.countEvent();
            requireNonNull(events).onReadable();
        }
        if ((operations & Pollable.WRITE) != 0 && awaitsWritable && !isClosed()) {
            cancelWritable();
            backend.countEvent();
            requireNonNull(events).onWritable();
        }
    }

    @Override
    void due() {
        // Nothing of a borrowed socket is ever due without waiting.
    }

    @Override
    void refused(IOException cause) {
        awaitsReadable = false;
        awaitsWritable = false;
        deliverFailure(Operation.WATCH, IoFailures.describe("wait for", null, cause));
    }
}
