package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Protocol;
import weft.Transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes down what it is told, and does what a test wants with what it receives. */
final class RecordingProtocol implements Protocol {
    final List<String> events;
    Transport transport;
    Consumer<ByteBuffer> onData = data -> {};
    Runnable onPauseWriting = () -> {};
    Runnable onMade = () -> {};
    boolean keepOpen;

    RecordingProtocol() {
        this(new ArrayList<>());
    }

    RecordingProtocol(List<String> events) {
        this.events = events;
    }

    /** Returns the events so far and starts anew. */
    List<String> take() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    static ByteBuffer bytes(int count) {
        return bytes("x".repeat(count));
    }

    @Override
    public void connectionMade(Transport made) {
        transport = made;
        events.add("made");
        onMade.run();
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        events.add("data " + StandardCharsets.US_ASCII.decode(data.duplicate()));
        onData.accept(data);
    }

    @Override
    public boolean eofReceived() {
        events.add("eof");
        return keepOpen;
    }

    @Override
    public void pauseWriting() {
        events.add("pause");
        onPauseWriting.run();
    }

    @Override
    public void resumeWriting() {
        events.add("resume");
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        events.add("lost " + (cause == null ? null : cause.getMessage()));
    }
}
