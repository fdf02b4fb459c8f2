package weft.bench.echo;

import org.jspecify.annotations.Nullable;

import weft.BufferedProtocol;
import weft.Transport;

import java.nio.ByteBuffer;

/** Receives into a buffer of its own, writes it, and uses it again. */
final class BufferedEcho implements BufferedProtocol {
    // One read of the largest message of the benchmark's usual sizes.
    private static final int BUFFER_BYTES = 128 * 1024;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private @Nullable Transport transport;

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
        transport().write(buffer.flip());
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
