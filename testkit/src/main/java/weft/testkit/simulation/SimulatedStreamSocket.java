package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * One end of a connection or of a pipe.
 *
 * <pre>
 *   UNCONNECTED --connect--> CONNECTING --admitted--> CONNECTED
 *                                \------refused-----> UNCONNECTED, with a failure to fetch
 * </pre>
 *
 * <p>As on Linux, bytes that arrived before a reset can still be read; then the error is reported
 * once, to whoever asks first; then reads see the end and writes a broken pipe.
 */
final class SimulatedStreamSocket extends SimulatedSocket {
    private enum Phase {
        UNCONNECTED,
        CONNECTING,
        CONNECTED
    }

    private Phase phase = Phase.UNCONNECTED;
    @Nullable SocketAddress remote;
    private @Nullable SimulatedPipe in;
    private @Nullable SimulatedPipe out;
    private @Nullable SimulatedStreamSocket peer;
    private @Nullable IOException connectFailure;
    private @Nullable SimulatedListenerSocket waitingAt;
    private long connectedAtNanos = NEVER;
    private long resetAtNanos = NEVER;
    private boolean resetReported;
    private boolean closed;

    SimulatedStreamSocket(SimulatedNetwork network, ProtocolFamily family) {
        super(network, family);
    }

    /** Joins two ends; either direction may be left out, which makes a pipe. */
    static void join(
            SimulatedStreamSocket one,
            SimulatedStreamSocket other,
            @Nullable SimulatedPipe toOther,
            @Nullable SimulatedPipe toOne,
            long atNanos) {
        one.established(other, toOne, toOther, atNanos);
        other.established(one, toOther, toOne, atNanos);
    }

    private void established(
            SimulatedStreamSocket other,
            @Nullable SimulatedPipe incoming,
            @Nullable SimulatedPipe outgoing,
            long atNanos) {
        peer = other;
        in = incoming;
        out = outgoing;
        phase = Phase.CONNECTED;
        connectedAtNanos = atNanos;
        waitingAt = null;
    }

    long connectedAtNanos() {
        return connectedAtNanos;
    }

    boolean isUnconnected() {
        return phase == Phase.UNCONNECTED;
    }

    /** Starts connecting; {@link #finishConnect} tells how it ended, at the time it ended. */
    void connect(SocketAddress address, @Nullable IOException planned) {
        if (phase != Phase.UNCONNECTED || connectFailure != null) {
            throw new IllegalStateException("connect to " + address + ": already " + phase);
        }
        remote = address;
        if (local == null) {
            local = network.ephemeral(this, address);
        }
        SimulatedListenerSocket listener = network.listenerAt(address);
        if (planned != null) {
            refuse(planned);
        } else if (listener == null || network.chance(network.settings.refusals)) {
            if (network.isReachable(address)) {
                refuse(SimulatedErrors.refused(address));
            } else {
                phase = Phase.CONNECTING;
            }
        } else {
            phase = Phase.CONNECTING;
            waitingAt = listener;
            listener.admit(this);
        }
    }

    void refuse(IOException failure) {
        connectFailure = failure;
        connectedAtNanos = network.later();
        waitingAt = null;
    }

    /** Tells whether the connection stands; throws why not; false while it is undecided. */
    boolean finishConnect() throws IOException {
        if (connectedAtNanos > network.nowNanos()) {
            return false;
        }
        if (connectFailure != null) {
            phase = Phase.UNCONNECTED;
            throw connectFailure;
        }
        return true;
    }

    @Override
    int read(ByteBuffer target, int most) throws IOException {
        SimulatedPipe incoming = in;
        if (incoming == null) {
            throw SimulatedErrors.notConnected("receive");
        }
        int moved = incoming.read(target, most, network.nowNanos());
        if (moved > 0) {
            return moved;
        }
        if (resetArrived()) {
            if (!resetReported) {
                resetReported = true;
                throw SimulatedErrors.reset("receive from", remote);
            }
            return Backend.END_OF_STREAM;
        }
        return incoming.isAtEnd(network.nowNanos()) ? Backend.END_OF_STREAM : Backend.PENDING;
    }

    @Override
    int write(ByteBuffer[] buffers, int count, int most) throws IOException {
        int room = prepareWrite();
        if (room == 0) {
            return Backend.PENDING;
        }
        int left = Math.min(room, most);
        int taken = 0;
        SimulatedPipe outgoing = requireOut();
        long arrival = network.later();
        for (int i = 0; i < count && left > 0; i++) {
            int bytes = Math.min(left, buffers[i].remaining());
            if (bytes > 0) {
                outgoing.write(buffers[i], bytes, arrival);
                taken += bytes;
                left -= bytes;
            }
        }
        if (outgoing.isReaderGone()) {
            outgoing.abandon();
            resetAtNanos = Math.min(resetAtNanos, network.later());
        }
        return taken;
    }

    /** Checks what writing would meet first, and returns the room there is. */
    private int prepareWrite() throws IOException {
        SimulatedPipe outgoing = requireOut();
        if (resetArrived()) {
            if (!resetReported) {
                resetReported = true;
                throw SimulatedErrors.reset("send to", remote);
            }
            throw SimulatedErrors.brokenPipe(remote);
        }
        if (outgoing.isEnded() || (isPipeEnd() && outgoing.isReaderGone())) {
            throw SimulatedErrors.brokenPipe(remote);
        }
        return outgoing.room();
    }

    private SimulatedPipe requireOut() throws IOException {
        if (out == null || connectedAtNanos > network.nowNanos()) {
            throw SimulatedErrors.notConnected("send");
        }
        return out;
    }

    private boolean isPipeEnd() {
        return in == null || out == null;
    }

    int available() {
        return in == null ? 0 : in.available(network.nowNanos());
    }

    private boolean resetArrived() {
        return resetAtNanos <= network.nowNanos();
    }

    @Override
    boolean isBroken() {
        return resetArrived() || (connectFailure != null && connectedAtNanos <= network.nowNanos());
    }

    @Override
    long readableAtNanos() {
        if (phase != Phase.CONNECTED || in == null) {
            return connectFailure != null ? connectedAtNanos : NEVER;
        }
        return Math.min(in.readableAtNanos(), resetAtNanos);
    }

    @Override
    long writableAtNanos() {
        if (phase != Phase.CONNECTED || out == null) {
            return connectFailure != null ? connectedAtNanos : NEVER;
        }
        if (out.room() > 0 || out.isEnded() || (isPipeEnd() && out.isReaderGone())) {
            return Math.max(connectedAtNanos, NOW);
        }
        return resetAtNanos;
    }

    void shutdownOutput() throws IOException {
        if (resetArrived()) {
            throw SimulatedErrors.notConnected("shutdown of " + remote);
        }
        requireOut().end(network.later());
    }

    /** Breaks the connection for both sides, as a reset packet in the middle does. */
    void reset() {
        resetAtNanos = NOW;
        resetPeer();
    }

    private void resetPeer() {
        if (peer != null) {
            peer.resetAtNanos = Math.min(peer.resetAtNanos, network.later());
        }
    }

    @Override
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (waitingAt != null) {
            waitingAt.forget(this);
        }
        boolean unread = in != null && !in.isEmpty();
        if (!isPipeEnd() && (unread || resetsOnClose())) {
            resetPeer(); // instead of an end, as in Linux: nothing tells of an end before it
        } else if (out != null) {
            out.end(network.later());
        }
        if (in != null) {
            in.abandon();
        }
    }
}
