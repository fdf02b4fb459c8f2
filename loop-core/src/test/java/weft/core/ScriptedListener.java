package weft.core;

import org.jspecify.annotations.Nullable;

import weft.spi.Descriptor;
import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.Operation;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.ArrayList;
import java.util.List;

/** A listener whose clients are the test. */
final class ScriptedListener implements ListenerEndpoint {
    final List<String> calls = new ArrayList<>();
    boolean closed;

    private final ScriptedBackend backend;
    private ListenerEvents events;
    private @Nullable InetSocketAddress local;

    ScriptedListener(ScriptedBackend backend) {
        this.backend = backend;
    }

    /** Has a client connect; it is accepted in the next poll. */
    ScriptedStream arrive() {
        ScriptedStream stream = new ScriptedStream(backend);
        backend.events.add(() -> events.onAccepted(stream));
        return stream;
    }

    void fail(IOException cause) {
        backend.events.add(() -> events.onFailure(Operation.ACCEPT, cause));
    }

    @Override
    public void attach(ListenerEvents receiver) {
        events = receiver;
    }

    @Override
    public void listen(SocketAddress address, int backlog) throws IOException {
        calls.add("listen " + address + " " + backlog);
        backend.bind((InetSocketAddress) address);
        local = (InetSocketAddress) address;
    }

    @Override
    public void startAccept(int burst) {
        calls.add("startAccept " + burst);
    }

    @Override
    public void stopAccept() {
        calls.add("stopAccept");
    }

    @Override
    public Descriptor descriptor() {
        return new Descriptor.OfNumber(3);
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return closed ? null : local;
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) {
        calls.add(option.name() + " " + value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) {
        throw new UnsupportedOperationException(option.name());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            calls.add("close");
            backend.events.add(
                    () -> {
                        backend.bound.remove(local);
                        events.onClosed();
                    });
        }
    }
}
