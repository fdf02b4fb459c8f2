package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A datagram socket. Datagrams may be lost and overtake one another; a full receiver drops them.
 */
final class SimulatedDatagramSocket extends SimulatedSocket {
    /** The largest UDP payload over IPv4: 65,535 less 20 bytes of IP and 8 of UDP header. */
    private static final int LARGEST_PAYLOAD_BYTES = 65_507;

    /** A datagram on its way or in the receiver's queue. */
    static final class Datagram {
        private final byte[] payload;
        private final @Nullable SocketAddress sender;
        private final long arrivalNanos;

        Datagram(byte[] payload, @Nullable SocketAddress sender, long arrivalNanos) {
            this.payload = payload;
            this.sender = sender;
            this.arrivalNanos = arrivalNanos;
        }

        byte[] payload() {
            return payload;
        }

        @Nullable SocketAddress sender() {
            return sender;
        }
    }

    private final List<Datagram> queue = new ArrayList<>();
    private int queuedBytes;
    @Nullable SocketAddress remote;
    private boolean closed;

    SimulatedDatagramSocket(SimulatedNetwork network, ProtocolFamily family) {
        super(network, family);
    }

    void connect(SocketAddress address) {
        bindIfNeeded(address);
        remote = address;
    }

    /** Sends one datagram. The network takes it in any case, as UDP does. */
    void send(ByteBuffer payload, @Nullable SocketAddress to) throws IOException {
        SocketAddress target = to == null ? remote : to;
        if (target == null) {
            throw SimulatedErrors.notConnected("send of a datagram without address");
        }
        if (payload.remaining() > LARGEST_PAYLOAD_BYTES) {
            throw new IOException(
                    "send to " + target + ": Message too long: " + payload.remaining() + " bytes");
        }
        bindIfNeeded(target);
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        SimulatedDatagramSocket receiver = network.datagramSocketAt(target);
        if (receiver != null && !network.chance(network.settings.datagramLoss)) {
            receiver.enqueue(new Datagram(bytes, local, network.later()));
        }
    }

    private void bindIfNeeded(SocketAddress target) {
        if (local == null) {
            local = network.ephemeral(this, target);
        }
    }

    private void enqueue(Datagram datagram) {
        boolean unwanted = remote != null && !remote.equals(datagram.sender());
        if (closed || unwanted || queuedBytes > network.settings.pipeBytes) {
            return;
        }
        queuedBytes += datagram.payload().length;
        boolean overtakes = network.chance(network.settings.datagramReordering);
        queue.add(overtakes && !queue.isEmpty() ? queue.size() - 1 : queue.size(), datagram);
    }

    /** Returns the next datagram that has arrived, or null. */
    @Nullable Datagram receive() {
        if (readableAtNanos() > network.nowNanos()) {
            return null;
        }
        Datagram datagram = queue.remove(0);
        queuedBytes -= datagram.payload().length;
        return datagram;
    }

    @Override
    int read(ByteBuffer target, int most) {
        Datagram datagram = receive();
        if (datagram == null) {
            return weft.spi.Backend.PENDING;
        }
        int bytes = Math.min(most, datagram.payload().length);
        target.put(datagram.payload(), 0, bytes);
        return bytes;
    }

    @Override
    int write(ByteBuffer[] buffers, int count, int most) throws IOException {
        int bytes = buffers[0].remaining();
        send(buffers[0], null);
        return bytes;
    }

    @Override
    long readableAtNanos() {
        return queue.isEmpty() ? NEVER : queue.get(0).arrivalNanos;
    }

    @Override
    long writableAtNanos() {
        return NOW;
    }

    @Override
    boolean isBroken() {
        return false;
    }

    @Override
    void close() {
        if (!closed) {
            closed = true;
            network.unbind(this);
            queue.clear();
        }
    }
}
