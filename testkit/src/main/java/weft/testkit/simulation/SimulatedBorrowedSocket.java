package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import weft.spi.Descriptor;
import weft.spi.EndpointEvents;
import weft.spi.SocketEndpoint;
import weft.spi.SocketEvents;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A simulated socket that stays the user's: readiness, and system calls that never wait. */
final class SimulatedBorrowedSocket extends SimulatedEndpoint implements SocketEndpoint {
    private final SimulatedSocket socket;
    private @Nullable SocketEvents events;
    private boolean awaitingReadable;
    private boolean awaitingWritable;

    SimulatedBorrowedSocket(SimulatedBackend backend, SimulatedDescriptor descriptor) {
        super(backend, descriptor);
        this.socket = descriptor.socket();
    }

    @Override
    boolean ownsDescriptor() {
        return false;
    }

    @Override
    public void attach(SocketEvents receiver) {
        requireOpen();
        events = attachOnce(events, receiver);
    }

    @Override
    @Nullable EndpointEvents events() {
        return events;
    }

    @Override
    public void awaitReadable() {
        requireReceiver(events);
        awaitingReadable = true;
    }

    @Override
    public void cancelReadable() {
        awaitingReadable = false;
    }

    @Override
    public void awaitWritable() {
        requireReceiver(events);
        awaitingWritable = true;
    }

    @Override
    public void cancelWritable() {
        awaitingWritable = false;
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        requireOpen();
        return socket.read(target);
    }

    @Override
    public @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        requireOpen();
        SimulatedDatagramSocket.Datagram datagram =
                socketAs(SimulatedDatagramSocket.class).receive();
        if (datagram == null) {
            return null;
        }
        int bytes = Math.min(target.remaining(), datagram.payload().length);
        target.put(datagram.payload(), 0, bytes);
        return datagram.sender();
    }

    @Override
    public int send(ByteBuffer source, @Nullable SocketAddress remote) throws IOException {
        requireOpen();
        if (socket instanceof SimulatedDatagramSocket datagrams) {
            int bytes = source.remaining();
            datagrams.send(source, remote);
            return bytes;
        }
        if (remote != null) {
            throw new IOException("send to " + remote + ": not a datagram socket");
        }
        return socket.write(source);
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        requireOpen();
        if (socket instanceof SimulatedDatagramSocket datagrams) {
            datagrams.connect(remote);
            return true;
        }
        socketAs(SimulatedStreamSocket.class).connect(remote, null);
        return false;
    }

    @Override
    public void finishConnect() throws IOException {
        requireOpen();
        if (!socketAs(SimulatedStreamSocket.class).finishConnect()) {
            throw new IllegalStateException("still connecting: wait for onWritable first");
        }
    }

    @Override
    public @Nullable Descriptor accept() throws IOException {
        requireOpen();
        SimulatedListenerSocket listener = socketAs(SimulatedListenerSocket.class);
        if (network.isFull()) {
            throw SimulatedErrors.tooManyFiles("accept", network.settings.descriptorLimit);
        }
        SimulatedStreamSocket connection = listener.accept();
        return connection == null ? null : backend.describe(connection, "accept");
    }

    private <S extends SimulatedSocket> S socketAs(Class<S> type) throws IOException {
        requireOpen();
        if (!type.isInstance(socket)) {
            throw new IOException(descriptor + " is no " + type.getSimpleName());
        }
        return type.cast(socket);
    }

    @Override
    boolean hasOperationInFlight() {
        return awaitingReadable || awaitingWritable;
    }

    @Override
    long nextOpenEventNanos() {
        long next = SimulatedSocket.NEVER;
        if (awaitingReadable) {
            next = socket.readableAtNanos();
        }
        if (awaitingWritable) {
            next = Math.min(next, socket.writableAtNanos());
        }
        return next;
    }

    @Override
    int deliverOpen() {
        SocketEvents receiver = requireReceiver(events);
        int delivered = 0;
        if (awaitingReadable && socket.readableAtNanos() <= network.nowNanos()) {
            awaitingReadable = false;
            receiver.onReadable();
            delivered++;
        }
        if (isOpen() && awaitingWritable && socket.writableAtNanos() <= network.nowNanos()) {
            awaitingWritable = false;
            receiver.onWritable();
            delivered++;
        }
        return delivered;
    }
}
