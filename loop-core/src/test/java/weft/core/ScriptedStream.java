package weft.core;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;
import weft.spi.Chunk;
import weft.spi.Descriptor;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A stream whose peer is the test: it says how much a send takes, and what arrives. Keeps a list of
 * what was asked of it.
 */
final class ScriptedStream implements StreamEndpoint {
    final List<String> calls = new ArrayList<>();
    final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    final List<ByteBuffer> sentFrom = new ArrayList<>();

    /** How many more bytes sends take at once; what is beyond is pending until {@link #take}. */
    long window = Long.MAX_VALUE;

    @Nullable IOException sendRefusal;
    @Nullable IOException bindRefusal;

    private final ScriptedBackend backend;
    private StreamEvents events;
    private @Nullable SocketAddress remote;
    private ByteBuffer @Nullable [] lent;
    private int lentCount;
    private @Nullable ByteBuffer target;
    private boolean receiving;
    boolean closed;

    ScriptedStream(ScriptedBackend backend) {
        this.backend = backend;
    }

    // The peer's side. Everything arrives in the next poll.

    void arrive(Chunk chunk) {
        event(() -> events.onReceived(chunk));
    }

    void arrive(String text) {
        arrive(new ScriptedChunk(text));
    }

    void end() {
        event(() -> events.onEndOfStream());
    }

    void fail(Operation operation, IOException cause) {
        if (operation == Operation.SEND) {
            lent = null;
        }
        event(() -> events.onFailure(operation, cause));
    }

    void establish() {
        event(() -> events.onConnected());
    }

    /** Fills the buffer that was lent for a receive. */
    void arriveInto(String text) {
        ByteBuffer buffer = target;
        target = null;
        buffer.put(text.getBytes(StandardCharsets.US_ASCII));
        event(() -> events.onReceivedInto(text.length()));
    }

    void endInto() {
        target = null;
        event(() -> events.onReceivedInto(Backend.END_OF_STREAM));
    }

    /** Takes bytes of the send that is pending. */
    void take(int bytes) {
        ByteBuffer[] buffers = lent;
        int count = lentCount;
        lent = null;
        long taken = transfer(buffers, count, bytes);
        event(() -> events.onSent(taken));
    }

    boolean isSendPending() {
        return lent != null;
    }

    boolean isReceivePending() {
        return target != null;
    }

    boolean isReceiving() {
        return receiving;
    }

    String sent() {
        return wire.toString(StandardCharsets.US_ASCII);
    }

    private void event(Runnable event) {
        backend.events.add(
                () -> {
                    if (!closed) {
                        event.run();
                    }
                });
    }

    private long transfer(ByteBuffer[] buffers, int count, long limit) {
        long taken = 0;
        for (int i = 0; i < count && taken < limit; i++) {
            byte[] bytes = new byte[(int) Math.min(limit - taken, buffers[i].remaining())];
            buffers[i].get(bytes);
            wire.writeBytes(bytes);
            taken += bytes.length;
        }
        return taken;
    }

    // The engine's side

    @Override
    public void attach(StreamEvents receiver) {
        events = receiver;
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        calls.add("bind " + local);
        if (bindRefusal != null) {
            throw bindRefusal;
        }
    }

    @Override
    public void connect(SocketAddress address) {
        calls.add("connect " + address);
        remote = address;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public void startReceive() {
        if (target != null) {
            throw new IllegalStateException("a receive is in flight");
        }
        calls.add("startReceive");
        receiving = true;
    }

    @Override
    public void stopReceive() {
        calls.add("stopReceive");
        receiving = false;
    }

    @Override
    public int receive(ByteBuffer buffer) {
        if (receiving || target != null) {
            throw new IllegalStateException("receiving already");
        }
        String present = backend.present.poll();
        if (present != null) {
            buffer.put(present.getBytes(StandardCharsets.US_ASCII));
            return present.isEmpty() ? Backend.END_OF_STREAM : present.length();
        }
        calls.add("receive");
        target = buffer;
        return Backend.PENDING;
    }

    @Override
    public int send(ByteBuffer[] buffers, int count) throws IOException {
        if (lent != null) {
            throw new IllegalStateException("a send is in flight");
        }
        if (sendRefusal != null) {
            throw sendRefusal;
        }
        calls.add("send " + count);
        sentFrom.addAll(Arrays.asList(buffers).subList(0, count));
        if (window == 0) {
            lent = buffers;
            lentCount = count;
            return Backend.PENDING;
        }
        int taken = (int) transfer(buffers, count, window);
        window -= taken;
        return taken;
    }

    @Override
    public void shutdownOutput() {
        if (lent != null) {
            throw new IllegalStateException("a send is in flight");
        }
        calls.add("shutdownOutput");
    }

    @Override
    public Descriptor descriptor() {
        return new Descriptor.OfNumber(7);
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000);
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
            calls.add("close");
            closed = true;
            if (events != null) {
                backend.events.add(() -> events.onClosed());
            }
        }
    }
}
