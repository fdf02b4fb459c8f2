package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;
import weft.spi.Operation;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** The sending half of a simulated stream: at most one send, of buffers or of a file. */
final class PendingSend {
    /** How much of a file one send moves at the most, as if it were the size of a kernel pipe. */
    private static final int FILE_PIECE_BYTES = 64 * 1024;

    private final SimulatedStream stream;
    private final SimulatedStreamSocket socket;
    private final SimulatedNetwork network;
    private ByteBuffer @Nullable [] buffers;
    private int count;
    private @Nullable FileChannel file;
    private long filePosition;
    private long fileCount;
    private boolean pending;
    private long notBeforeNanos;
    private @Nullable IOException failure;
    private int heldReportBytes;

    PendingSend(SimulatedStream stream, SimulatedStreamSocket socket) {
        this.stream = stream;
        this.socket = socket;
        this.network = stream.network;
    }

    boolean isPending() {
        return pending || hasHeldReport();
    }

    /** Tells whether a quiet send has ended of which nobody was told yet. */
    boolean hasHeldReport() {
        return heldReportBytes > 0;
    }

    int submitQuietly(ByteBuffer[] from, int number) throws IOException {
        long offered = 0;
        for (int i = 0; i < number; i++) {
            offered += from[i].remaining();
        }
        int taken = submit(from, number);
        if (taken != offered) {
            return taken;
        }
        heldReportBytes = taken;
        return Backend.PENDING;
    }

    int submit(ByteBuffer[] from, int number) throws IOException {
        SimulatedEndpoint.requireIdle(isPending(), Operation.SEND);
        requireBytes(from, number);
        if (mayFinishAtOnce()) {
            int taken = write(from, number);
            if (!socket.wouldBlock(taken)) {
                return taken;
            }
        }
        buffers = from;
        count = number;
        pending = true;
        return Backend.PENDING;
    }

    long submitFile(FileChannel from, long position, long most) throws IOException {
        SimulatedEndpoint.requireIdle(isPending(), Operation.SEND);
        if (position < 0 || most < 0) {
            throw new IllegalArgumentException("position " + position + ", count " + most);
        }
        if (most == 0 || position >= from.size()) {
            return 0;
        }
        if (mayFinishAtOnce()) {
            long taken = writeFile(from, position, most);
            if (taken != Backend.PENDING) {
                return taken;
            }
        }
        file = from;
        filePosition = position;
        fileCount = most;
        pending = true;
        return Backend.PENDING;
    }

    /** Lets a planned failure strike, and decides whether the send is pending in any case. */
    private boolean mayFinishAtOnce() throws IOException {
        Fault fault = network.faultFor(Operation.SEND, stream);
        if (fault != null && fault.isAtOnce()) {
            throw fault.newException();
        }
        if (network.chance(network.settings.resets)) {
            socket.reset();
        }
        notBeforeNanos = network.nowNanos();
        if (fault != null) {
            failure = fault.newException();
            return false;
        }
        if (network.chance(network.settings.pendingSends)) {
            notBeforeNanos = network.later();
            return false;
        }
        return true;
    }

    private static void requireBytes(ByteBuffer[] from, int number) {
        for (int i = 0; i < number; i++) {
            if (from[i].hasRemaining()) {
                return;
            }
        }
        throw new IllegalArgumentException("nothing to send in " + number + " buffers");
    }

    private int write(ByteBuffer[] from, int number) throws IOException {
        int total = 0;
        for (int i = 0; i < number; i++) {
            total += Math.min(from[i].remaining(), Integer.MAX_VALUE - total);
        }
        boolean shortened = network.chance(network.settings.shortSends);
        return socket.write(from, number, shortened ? network.upTo(total) : total);
    }

    private long writeFile(FileChannel from, long position, long most) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(most, FILE_PIECE_BYTES));
        int read = from.read(piece, position);
        if (read <= 0) {
            return 0;
        }
        return write(new ByteBuffer[] {piece.flip()}, 1);
    }

    long nextEventNanos() {
        if (!pending) {
            return SimulatedSocket.NEVER;
        }
        if (failure != null) {
            return notBeforeNanos;
        }
        return Math.max(notBeforeNanos, socket.writableAtNanos());
    }

    int deliver(StreamEvents receiver) {
        if (hasHeldReport()) {
            int bytes = heldReportBytes;
            heldReportBytes = 0;
            receiver.onSent(bytes);
            return 1;
        }
        if (!pending || nextEventNanos() > network.nowNanos()) {
            return 0;
        }
        IOException cause = failure;
        long taken = 0;
        if (cause == null) {
            try {
                taken =
                        file == null
                                ? write(Objects.requireNonNull(buffers), count)
                                : writeFile(file, filePosition, fileCount);
            } catch (IOException e) {
                cause = e;
            }
        }
        if (cause == null && taken == Backend.PENDING) {
            return 0;
        }
        pending = false;
        failure = null;
        buffers = null;
        file = null;
        if (cause != null) {
            receiver.onFailure(Operation.SEND, cause);
        } else {
            receiver.onSent(taken);
        }
        return 1;
    }
}
