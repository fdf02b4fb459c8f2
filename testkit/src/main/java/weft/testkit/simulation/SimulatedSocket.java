package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the system keeps behind a descriptor. Its methods are the system calls: they never wait, and
 * whoever holds the descriptor, a backend or a test, may make them.
 */
abstract sealed class SimulatedSocket
        permits SimulatedStreamSocket, SimulatedListenerSocket, SimulatedDatagramSocket {
    private static final Set<SocketOption<?>> OPTIONS =
            Set.of(
                    StandardSocketOptions.SO_BROADCAST,
                    StandardSocketOptions.SO_KEEPALIVE,
                    StandardSocketOptions.SO_LINGER,
                    StandardSocketOptions.SO_RCVBUF,
                    StandardSocketOptions.SO_REUSEADDR,
                    StandardSocketOptions.SO_REUSEPORT,
                    StandardSocketOptions.SO_SNDBUF,
                    StandardSocketOptions.TCP_NODELAY);

    /** A time that has always come: ready now. */
    static final long NOW = Long.MIN_VALUE;

    /** A time that never comes. */
    static final long NEVER = Long.MAX_VALUE;

    final SimulatedNetwork network;
    final ProtocolFamily family;
    private final Map<SocketOption<?>, Object> options = new HashMap<>();
    @Nullable SocketAddress local;

    SimulatedSocket(SimulatedNetwork network, ProtocolFamily family) {
        this.network = network;
        this.family = family;
    }

    final <T> void setOption(SocketOption<T> option, T value) {
        requireKnown(option);
        options.put(option, option.type().cast(value));
    }

    final <T> T getOption(SocketOption<T> option) {
        requireKnown(option);
        Object value = options.get(option);
        if (value == null) {
            value = defaultOf(option);
        }
        return option.type().cast(value);
    }

    final boolean isSet(SocketOption<Boolean> option) {
        return Boolean.TRUE.equals(options.get(option));
    }

    final boolean resetsOnClose() {
        return Integer.valueOf(0).equals(options.get(StandardSocketOptions.SO_LINGER));
    }

    /** Returns when reading or accepting gets somewhere, be it to an error. */
    abstract long readableAtNanos();

    /** Returns when writing gets somewhere, be it to an error; also the end of connecting. */
    abstract long writableAtNanos();

    /** Tells whether an error or a hang-up has arrived, which makes both directions ready. */
    abstract boolean isBroken();

    /** Ends everything the other side can see. */
    abstract void close();

    /** Reads what is there, as read(2): {@code PENDING} if nothing is. */
    int read(ByteBuffer target, int most) throws IOException {
        throw SimulatedErrors.notConnected("receive");
    }

    /** Writes what there is room for, as writev(2): {@code PENDING} if there is none. */
    int write(ByteBuffer[] buffers, int count, int most) throws IOException {
        throw SimulatedErrors.notConnected("send");
    }

    /** Reads into everything that remains of a buffer. */
    final int read(ByteBuffer target) throws IOException {
        return read(target, target.remaining());
    }

    /** Writes one buffer. */
    final int write(ByteBuffer source) throws IOException {
        if (!source.hasRemaining()) {
            return 0;
        }
        return write(new ByteBuffer[] {source}, 1, Integer.MAX_VALUE);
    }

    final boolean wouldBlock(int outcome) {
        return outcome == Backend.PENDING;
    }

    private static void requireKnown(SocketOption<?> option) {
        if (!OPTIONS.contains(option)) {
            throw new UnsupportedOperationException(
                    "the simulation has no option " + option.name());
        }
    }

    private Object defaultOf(SocketOption<?> option) {
        if (option.type() == Boolean.class) {
            return false;
        }
        return option == StandardSocketOptions.SO_LINGER ? -1 : network.settings.pipeBytes;
    }
}
