package weft.core;

import org.jspecify.annotations.Nullable;

import weft.StreamProtocol;
import weft.Transport;
import weft.WriteBufferLimits;
import weft.spi.Chunk;
import weft.spi.StreamEndpoint;

import java.nio.ByteBuffer;

/** The user's handle on a {@link StreamConnection}: checks what is asked, and passes it on. */
final class StreamTransport implements Transport {
    /**
     * From which dropped write on a lost connection is a mistake worth a warning, as in asyncio.
     */
    static final int DROPPED_WRITES_BEFORE_WARNING = 5;

    private final StreamConnection connection;
    private final StreamEndpoint endpoint;
    private boolean closed;
    private int droppedWrites;

    StreamTransport(StreamConnection connection, StreamEndpoint endpoint) {
        this.connection = connection;
        this.endpoint = endpoint;
    }

    @Override
    public boolean isReading() {
        return connection.isOpen() && !connection.inbound().isPaused();
    }

    @Override
    public void pauseReading() {
        if (isReading()) {
            connection.inbound().pause();
        }
    }

    @Override
    public void resumeReading() {
        if (connection.isOpen()) {
            connection.inbound().resume();
        }
    }

    @Override
    public void write(ByteBuffer data) {
        if (connection.outbound().isEnded()) {
            throw new IllegalStateException("Cannot call write() after writeEof()");
        }
        if (!data.hasRemaining()) {
            return;
        }
        if (connection.isOpen()) {
            connection.outbound().write(data);
        } else {
            data.position(data.limit());
            warnOfDroppedWrite();
        }
    }

    @Override
    public void write(Chunk data) {
        if (connection.outbound().isEnded()) {
            throw new IllegalStateException("Cannot call write() after writeEof()");
        }
        if (data.buffer().hasRemaining() && connection.isOpen()) {
            connection.outbound().write(data);
            return;
        }
        if (data.buffer().hasRemaining()) {
            warnOfDroppedWrite();
        }
        data.release();
    }

    @Override
    public Chunk retain(ByteBuffer data) {
        return connection.inbound().keep(data);
    }

    @Override
    public void writeEof() {
        if (connection.isOpen() && !connection.outbound().isEnded()) {
            connection.outbound().end();
        }
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    public void setWriteBufferLimits(int high, int low) {
        connection.outbound().setLimits(high, low);
    }

    @Override
    public WriteBufferLimits getWriteBufferLimits() {
        return connection.outbound().limits();
    }

    @Override
    public long getWriteBufferSize() {
        return connection.outbound().size();
    }

    @Override
    public boolean isClosing() {
        return connection.isClosing();
    }

    @Override
    public void close() {
        if (connection.isOpen()) {
            closed = true;
            connection.close();
        }
    }

    @Override
    public void abort() {
        connection.lose(null);
    }

    @Override
    public void setProtocol(StreamProtocol protocol) {
        connection.setProtocol(protocol);
    }

    @Override
    public StreamProtocol getProtocol() {
        return connection.protocol();
    }

    @Override
    public @Nullable Object getExtraInfo(String name) {
        return switch (name) {
            case "peername" -> endpoint.remoteAddress();
            case "sockname" -> endpoint.localAddress();
            case "socket" -> endpoint.descriptor();
            default -> null;
        };
    }

    @Override
    public String toString() {
        return "<StreamTransport "
                + connection.phaseName()
                + (isReading() ? " reading" : "")
                + " unsent="
                + getWriteBufferSize()
                + " peer="
                + endpoint.remoteAddress()
                + ">";
    }

    /**
     * Warns of a write that nobody will get. After the user's own {@code close} that is always a
     * mistake; after a loss the user may not have heard of it yet.
     */
    private void warnOfDroppedWrite() {
        droppedWrites++;
        if (closed || droppedWrites >= DROPPED_WRITES_BEFORE_WARNING) {
            connection.warn("write() on a closed connection is dropped: " + this);
        }
    }
}
