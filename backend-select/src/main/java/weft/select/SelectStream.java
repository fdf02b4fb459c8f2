package weft.select;

import org.jspecify.annotations.Nullable;

import weft.readiness.StreamSocket;
import weft.spi.Backend;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;

/**
 * Makes the calls of a {@link SocketChannel}.
 *
 * <p>java.nio moves heap buffers through a direct one as large as what remains in them, however
 * little the system takes, and keeps it for the thread. So heap buffers go in pieces. When a later
 * piece fails, the bytes of the earlier ones are reported first and the failure at the next call.
 */
final class SelectStream extends SelectPollable<SocketChannel> implements StreamSocket {
    /** Size of the pieces: few calls, and a direct copy that stays in the cache. */
    private static final int PIECE_BYTES = 128 << 10;

    private @Nullable IOException receiveFailure;
    private @Nullable IOException sendFailure;

    SelectStream(SelectFacility facility, SocketChannel channel) {
        super(facility, channel);
        facility.own(channel);
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        channel.bind(local);
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        return channel.connect(remote);
    }

    @Override
    public boolean finishConnect() throws IOException {
        return channel.finishConnect();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        try {
            return named(channel.getRemoteAddress());
        } catch (IOException e) {
            return null; // The one cause is that the channel is closed.
        }
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        if (receiveFailure != null) {
            IOException failure = receiveFailure;
            receiveFailure = null;
            throw failure;
        }
        int bytes = isLargeOnHeap(target) ? receiveInPieces(target) : channel.read(target);
        return bytes > 0 ? bytes : bytes == 0 ? Backend.PENDING : Backend.END_OF_STREAM;
    }

    @Override
    public long send(ByteBuffer[] buffers, int count) throws IOException {
        if (sendFailure != null) {
            IOException failure = sendFailure;
            sendFailure = null;
            throw failure;
        }
        if (count == 1) {
            return isLargeOnHeap(buffers[0]) ? sendInPieces(buffers, 1) : channel.write(buffers[0]);
        }
        for (int i = 0; i < count; i++) {
            if (isLargeOnHeap(buffers[i])) {
                return sendInPieces(buffers, count);
            }
        }
        return channel.write(buffers, 0, count);
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        long bytes = file.transferTo(position, count, channel);
        return bytes == 0 && count > 0 && position < file.size() ? Backend.PENDING : bytes;
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    private static boolean isLargeOnHeap(ByteBuffer buffer) {
        return !buffer.isDirect() && buffer.remaining() > PIECE_BYTES;
    }

    private int receiveInPieces(ByteBuffer target) throws IOException {
        int limit = target.limit();
        int total = 0;
        try {
            while (target.position() < limit) {
                int piece = Math.min(PIECE_BYTES, limit - target.position());
                int bytes = channel.read(target.limit(target.position() + piece));
                if (bytes < 0) {
                    return total == 0 ? bytes : total;
                }
                total += bytes;
                if (bytes < piece) {
                    break;
                }
            }
        } catch (IOException e) {
            if (total == 0) {
                throw e;
            }
            receiveFailure = e;
        } finally {
            target.limit(limit);
        }
        return total;
    }

    private long sendInPieces(ByteBuffer[] buffers, int count) throws IOException {
        long total = 0;
        try {
            for (int i = 0; i < count; i++) {
                ByteBuffer buffer = buffers[i];
                while (buffer.hasRemaining()) {
                    int bytes = sendPiece(buffer);
                    total += bytes < 0 ? ~bytes : bytes;
                    if (bytes < 0) {
                        return total;
                    }
                }
            }
        } catch (IOException e) {
            if (total == 0) {
                throw e;
            }
            sendFailure = e;
        }
        return total;
    }

    /** Sends one piece; returns the bytes taken, or their complement if it was not taken whole. */
    private int sendPiece(ByteBuffer buffer) throws IOException {
        int limit = buffer.limit();
        int piece = Math.min(PIECE_BYTES, buffer.remaining());
        try {
            int bytes = channel.write(buffer.limit(buffer.position() + piece));
            return bytes < piece ? ~bytes : bytes;
        } finally {
            buffer.limit(limit);
        }
    }
}
