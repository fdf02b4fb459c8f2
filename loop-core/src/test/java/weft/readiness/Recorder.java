package weft.readiness;

import weft.spi.Chunk;
import weft.spi.ListenerEvents;
import weft.spi.Operation;
import weft.spi.SocketEvents;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;
import weft.spi.WatchEvents;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes all events down, keeps the chunks, and does what a test wants at the first event. */
final class Recorder implements StreamEvents, ListenerEvents, SocketEvents, WatchEvents {
    final List<String> events = new ArrayList<>();
    final List<Chunk> chunks = new ArrayList<>();
    final List<StreamEndpoint> accepted = new ArrayList<>();
    IOException failure = new IOException("none yet");
    Runnable atFirstEvent = () -> {};

    private void note(String event) {
        events.add(event);
        if (events.size() == 1) {
            atFirstEvent.run();
        }
    }

    /** Returns the events so far and starts anew. */
    List<String> take() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    void releaseAll() {
        chunks.forEach(Chunk::release);
        chunks.clear();
    }

    @Override
    public void onConnected() {
        note("connected");
    }

    @Override
    public void onReceived(Chunk chunk) {
        chunks.add(chunk);
        note("received " + chunk.buffer().remaining());
    }

    @Override
    public void onReceivedInto(int bytes) {
        note("received into " + bytes);
    }

    @Override
    public void onEndOfStream() {
        note("end");
    }

    @Override
    public void onSent(long bytes) {
        note("sent " + bytes);
    }

    @Override
    public void onAccepted(StreamEndpoint endpoint) {
        accepted.add(endpoint);
        note("accepted");
    }

    @Override
    public void onReadable() {
        note("readable");
    }

    @Override
    public void onWritable() {
        note("writable");
    }

    @Override
    public void onReady(int operations) {
        note("ready " + operations);
    }

    @Override
    public void onFailure(Operation operation, IOException cause) {
        failure = cause;
        note(operation + " failed");
    }

    @Override
    public void onClosed() {
        note("closed");
    }
}
