package weft.bench.echo;

import org.jspecify.annotations.Nullable;

import weft.Protocol;
import weft.Transport;

import java.nio.ByteBuffer;

/** Writes what it receives, and stops reading while the peer does not take it. */
final class ProtocolEcho implements Protocol {
    private @Nullable Transport transport;

    @Override
    public void connectionMade(Transport made) {
        transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        transport().write(data);
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
