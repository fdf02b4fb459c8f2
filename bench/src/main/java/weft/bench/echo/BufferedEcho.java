package weft.bench.echo;

import org.jspecify.annotations.Nullable;

import weft.BufferedProtocol;
import weft.Transport;

import java.nio.ByteBuffer;

/** Receives into a buffer of its own, writes it, and uses it again; a full one becomes larger. */
final class BufferedEcho implements BufferedProtocol {
    private final BufferShelf shelf;
    private ByteBuffer buffer;
    private @Nullable Transport transport;

    BufferedEcho(BufferShelf shelf) {
        this.shelf = shelf;
        this.buffer = shelf.take();
    }

    @Override
    public void connectionMade(Transport made) {
        transport = made;
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
        return buffer.clear();
    }

    @Override
    public void bufferUpdated(int bytes) {
        // The transport copies what it cannot send at once: the buffer is free again.
        transport().write(buffer.flip());
        if (bytes == buffer.capacity()) {
            buffer = shelf.exchange(buffer);
        }
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        shelf.giveBack(buffer);
    }

    @Override
    public void pauseWriting() {
        transport().pauseReading();
    }

    @Override
    public void resumeWriting() {
        transport().resumeReading();
    }

    private Transport transport() {
        Transport made = transport;
        if (made == null) {
            throw new IllegalStateException("no connection was made");
        }
        return made;
    }
}
