package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;
import weft.spi.DatagramEndpoint;
import weft.spi.DatagramEvents;
import weft.spi.EndpointEvents;
import weft.spi.Operation;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A simulated datagram socket. */
final class SimulatedDatagram extends SimulatedEndpoint implements DatagramEndpoint {
    /** How many datagrams one poll delivers from one socket, so that it cannot starve others. */
    private static final int RECEIVE_BURST = 16;

    private final SimulatedDatagramSocket socket;
    private @Nullable DatagramEvents events;
    private boolean receiving;
    private boolean lateDatagram;
    private ByteBuffer @Nullable [] buffers;
    private @Nullable SocketAddress @Nullable [] remotes;
    private int count;
    private long sentAtNanos;
    private @Nullable IOException sendFailure;

    SimulatedDatagram(SimulatedBackend backend, SimulatedDescriptor descriptor) {
        super(backend, descriptor);
        this.socket = (SimulatedDatagramSocket) descriptor.socket();
    }

    @Override
    public void attach(DatagramEvents receiver) {
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
    public void connect(SocketAddress remote) throws IOException {
        requireOpen();
        socket.connect(remote);
    }

    @Override
    public void startReceive() {
        requireReceiver(events);
        receiving = true;
        lateDatagram = false;
    }

    @Override
    public void stopReceive() {
        if (receiving && isOpen()) {
            receiving = false;
            lateDatagram = isReadable() && network.chance(network.settings.lateEvents);
        }
    }

    private boolean isReadable() {
        return socket.readableAtNanos() <= network.nowNanos();
    }

    @Override
    public int send(ByteBuffer[] payloads, @Nullable SocketAddress[] to, int number)
            throws IOException {
        requireReceiver(events);
        requireIdle(buffers != null, Operation.SEND);
        if (number < 1) {
            throw new IllegalArgumentException("nothing to send: count " + number);
        }
        Fault fault = network.faultFor(Operation.SEND, this);
        if (fault != null && fault.isAtOnce()) {
            throw fault.newException();
        }
        boolean pending = network.chance(network.settings.pendingSends);
        if (fault == null && !pending) {
            return transmit(payloads, to, number);
        }
        buffers = payloads;
        remotes = to;
        count = number;
        sentAtNanos = network.later();
        sendFailure = fault == null ? null : fault.newException();
        return Backend.PENDING;
    }

    private int transmit(ByteBuffer[] payloads, @Nullable SocketAddress[] to, int number)
            throws IOException {
        boolean shortened = network.chance(network.settings.shortSends);
        int most = shortened ? network.upTo(number) : number;
        for (int i = 0; i < most; i++) {
            try {
                socket.send(payloads[i], to[i]);
            } catch (IOException e) {
                if (i > 0) {
                    return i; // the next send begins with the bad one and fails at once
                }
                throw e;
            }
        }
        return most;
    }

    @Override
    boolean hasOperationInFlight() {
        return receiving || buffers != null;
    }

    @Override
    long nextOpenEventNanos() {
        long next = receiving || lateDatagram ? socket.readableAtNanos() : SimulatedSocket.NEVER;
        return buffers == null ? next : Math.min(next, sentAtNanos);
    }

    @Override
    int deliverOpen() {
        DatagramEvents receiver = requireReceiver(events);
        int delivered = 0;
        if (buffers != null && sentAtNanos <= network.nowNanos()) {
            deliverSent(receiver);
            delivered++;
        }
        int most = receiving ? RECEIVE_BURST : 1;
        for (int i = 0; i < most && isOpen() && (receiving || lateDatagram); i++) {
            lateDatagram = false;
            if (!isReadable()) {
                break;
            }
            deliverOne(receiver);
            delivered++;
        }
        return delivered;
    }

    private void deliverSent(DatagramEvents receiver) {
        ByteBuffer[] payloads = java.util.Objects.requireNonNull(buffers);
        @Nullable SocketAddress[] to = java.util.Objects.requireNonNull(remotes);
        IOException failure = sendFailure;
        int sent = 0;
        if (failure == null) {
            try {
                sent = transmit(payloads, to, count);
            } catch (IOException e) {
                failure = e;
            }
        }
        buffers = null;
        remotes = null;
        sendFailure = null;
        if (failure != null) {
            receiver.onFailure(Operation.SEND, failure);
        } else {
            receiver.onSent(sent);
        }
    }

    private void deliverOne(DatagramEvents receiver) {
        Fault fault = network.faultFor(Operation.RECEIVE, this);
        if (fault != null) {
            receiving = false;
            receiver.onFailure(Operation.RECEIVE, fault.newException());
            return;
        }
        SimulatedDatagramSocket.Datagram datagram = socket.receive();
        if (datagram != null) {
            ChunkPool.PooledChunk chunk = backend.chunks.takeAtLeast(datagram.payload().length);
            chunk.memory.put(datagram.payload());
            receiver.onReceived(chunk.filled(), datagram.sender());
        }
    }
}
