package weft.testkit;

import org.jspecify.annotations.Nullable;

import weft.Protocol;
import weft.Transport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Records what a transport tells its protocol, in order, and checks what always holds. */
class RecordingProtocol implements Protocol {
    final List<String> log = new ArrayList<>();
    final List<String> violations = new ArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean keepOpen;
    boolean lost;
    int insideCall;
    @Nullable Throwable cause;
    private boolean paused;
    private @Nullable Transport transport;

    /** Returns what makes a server's protocols, and adds them to a list. */
    static Supplier<RecordingProtocol> addingTo(List<RecordingProtocol> accepted) {
        return () -> {
            RecordingProtocol protocol = new RecordingProtocol();
            accepted.add(protocol);
            return protocol;
        };
    }

    final Transport transport() {
        return Objects.requireNonNull(transport, "connectionMade was not called");
    }

    final boolean isConnected() {
        return transport != null;
    }

    final String text() {
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    /** Makes a call into the transport during which no event but flow control may come. */
    final void call(Runnable action) {
        insideCall++;
        action.run();
        insideCall--;
    }

    private void happened(String event) {
        if (lost) {
            violations.add(event + " after connectionLost");
        }
        if (!event.equals("made") && transport == null) {
            violations.add(event + " before connectionMade");
        }
        if (insideCall > 0 && !event.endsWith("Writing")) {
            violations.add(event + " from inside a call");
        }
        log.add(event);
    }

    @Override
    public void connectionMade(Transport made) {
        if (transport != null) {
            violations.add("connectionMade twice");
        }
        happened("made");
        transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        happened("data");
        if (!data.hasRemaining() || !data.isReadOnly()) {
            violations.add("data " + data);
        }
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        bytes.writeBytes(copy);
    }

    @Override
    public boolean eofReceived() {
        happened("eof");
        return keepOpen;
    }

    @Override
    public void connectionLost(@Nullable Throwable why) {
        happened("lost");
        lost = true;
        cause = why;
    }

    @Override
    public void pauseWriting() {
        happened("pauseWriting");
        if (paused) {
            violations.add("pauseWriting twice");
        }
        paused = true;
    }

    @Override
    public void resumeWriting() {
        happened("resumeWriting");
        if (!paused) {
            violations.add("resumeWriting unpaired");
        }
        paused = false;
    }

    final boolean isPaused() {
        return paused;
    }
}
