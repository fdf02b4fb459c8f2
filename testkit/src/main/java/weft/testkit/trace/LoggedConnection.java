package weft.testkit.trace;

import org.jspecify.annotations.Nullable;

import weft.BaseProtocol;
import weft.BufferedProtocol;
import weft.Protocol;
import weft.StreamProtocol;
import weft.Transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Logs what a transport tells its protocol, and runs the scenario's bodies. */
final class LoggedConnection {
    private static final int BUFFER_BYTES = 4096;
    private static final int SHOWN_BYTES = 64;

    private final Stage stage;
    private final String name;
    private final ProtocolSpec spec;

    // What came since data was last logged: the first bytes of it, and how many there are.
    private final ByteBuffer shown = ByteBuffer.allocate(SHOWN_BYTES);
    private long pendingBytes;
    private long totalBytes;

    private LoggedConnection(Stage stage, String name, ProtocolSpec spec) {
        this.stage = stage;
        this.name = name;
        this.spec = spec;
    }

    /** Makes the protocol of a connection. */
    static StreamProtocol protocol(Stage stage, String name, ProtocolSpec spec) {
        LoggedConnection connection = new LoggedConnection(stage, name, spec);
        return spec.isBuffered() ? new Filling(connection) : new Streaming(connection);
    }

    /** Returns how many bytes the first protocol of a transport was given, lost or not. */
    static long totalBytes(Stage stage, String transport) {
        return stage.get(keyOf(transport), LoggedConnection.class).totalBytes;
    }

    private static String keyOf(String transport) {
        return "protocol of " + transport;
    }

    private void received(ByteBuffer data) {
        int bytes = data.remaining();
        totalBytes += bytes;
        pendingBytes += bytes;
        ByteBuffer start = data.duplicate();
        start.limit(start.position() + Math.min(bytes, shown.remaining()));
        shown.put(start);
        if (pendingBytes < spec.leastBytes()) {
            return;
        }
        String text =
                pendingBytes <= SHOWN_BYTES
                        ? StandardCharsets.UTF_8.decode(shown.flip()).toString()
                        : pendingBytes + " bytes";
        shown.clear();
        pendingBytes = 0;
        event("data", "data " + text);
    }

    private void event(String callback, String text) {
        if (!spec.isSilent(callback)) {
            stage.log(name + " " + text);
        }
        stage.call(spec.body(callback));
    }

    /** What both sorts of protocol do alike. */
    private sealed interface Logged extends BaseProtocol<Transport> {
        LoggedConnection connection();

        @Override
        default void connectionMade(Transport transport) {
            LoggedConnection here = connection();
            here.stage.name(here.name, transport);
            here.stage.name(keyOf(here.name), here);
            here.event("made", "made");
        }

        @Override
        default void connectionLost(@Nullable Throwable cause) {
            connection().event("lost", cause == null ? "lost" : "lost with an error");
        }

        default boolean ended() {
            connection().event("eof", "eof");
            return connection().spec.keepsOpen();
        }

        @Override
        default void pauseWriting() {
            connection().event("pause", "pause");
        }

        @Override
        default void resumeWriting() {
            connection().event("resume", "resume");
        }
    }

    private record Streaming(LoggedConnection connection) implements Logged, Protocol {
        @Override
        public void dataReceived(ByteBuffer data) {
            connection.received(data);
        }

        @Override
        public boolean eofReceived() {
            return ended();
        }
    }

    private record Filling(LoggedConnection connection, ByteBuffer buffer)
            implements Logged, BufferedProtocol {
        Filling(LoggedConnection connection) {
            this(connection, ByteBuffer.allocateDirect(BUFFER_BYTES));
        }

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            return buffer.clear();
        }

        @Override
        public void bufferUpdated(int bytes) {
            connection.received(buffer.duplicate().flip());
        }

        @Override
        public boolean eofReceived() {
            return ended();
        }
    }
}
