package weft.readiness;

import org.jspecify.annotations.Nullable;

import weft.spi.Backend;
import weft.spi.Capability;
import weft.spi.Descriptor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/** A facility whose readiness and calls a test scripts, and that writes down what it was asked. */
final class FakeFacility implements Facility {
    static final SocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7);

    final List<Long> waits = new ArrayList<>();
    final Queue<Runnable> duringWait = new ArrayDeque<>();
    final boolean edges;
    boolean closed;
    int wakeups;

    FakeFacility(boolean edges) {
        this.edges = edges;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.WATCH, Capability.SOCKET_CALLS, Capability.SEND_FILE);
    }

    @Override
    public boolean pollsOnPlatformThread() {
        return false;
    }

    @Override
    public boolean reportsEdges() {
        return edges;
    }

    @Override
    public void await(long timeoutNanos) {
        waits.add(timeoutNanos);
        for (Runnable event = duringWait.poll(); event != null; event = duringWait.poll()) {
            event.run();
        }
    }

    @Override
    public void wakeup() {
        wakeups++;
    }

    @Override
    public FakeStream openStream(ProtocolFamily family) {
        return new FakeStream();
    }

    @Override
    public FakeListener openListener(ProtocolFamily family) {
        return new FakeListener();
    }

    @Override
    public FakeBorrowed borrowSocket(Descriptor descriptor) {
        return new FakeBorrowed();
    }

    @Override
    public FakePollable watch(Descriptor descriptor) {
        return new FakePollable();
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Has something report readiness in the next wait. */
    void signal(FakePollable pollable, int operations) {
        duringWait.add(() -> pollable.report(operations));
    }

    /** A descriptor that remembers what was waited for. */
    static class FakePollable implements Pollable {
        final List<Integer> waitedFor = new ArrayList<>();
        @Nullable ReadyHandler handler;
        @Nullable IOException refusal;
        boolean closed;
        boolean released;

        void report(int operations) {
            if (handler != null) {
                handler.onReady(operations);
            }
        }

        @Override
        public Descriptor descriptor() {
            return new Descriptor.OfNumber(3);
        }

        @Override
        public @Nullable SocketAddress localAddress() {
            return PEER;
        }

        @Override
        public <T> void setOption(SocketOption<T> option, T value) {
            throw new UnsupportedOperationException(option.name());
        }

        @Override
        public <T> T getOption(SocketOption<T> option) {
            throw new UnsupportedOperationException(option.name());
        }

        @Override
        public void waitFor(int operations, ReadyHandler receiver) throws IOException {
            if (refusal != null) {
                throw refusal;
            }
            handler = receiver;
            waitedFor.add(operations);
        }

        @Override
        public void release() {
            released = true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A stream whose calls return what the test queued; an IOException is thrown. */
    static final class FakeStream extends FakePollable implements StreamSocket {
        final Deque<Object> receives = new ArrayDeque<>();
        final Deque<Object> sends = new ArrayDeque<>();
        Object connectResult = false;
        Object finishResult = true;
        int calls;
        boolean outputShut;

        @Override
        public void bind(SocketAddress local) throws IOException {
            throw new java.net.BindException("Address already in use");
        }

        @Override
        public boolean connect(SocketAddress remote) throws IOException {
            return (boolean) outcome(connectResult);
        }

        @Override
        public boolean finishConnect() throws IOException {
            return (boolean) outcome(finishResult);
        }

        @Override
        public SocketAddress remoteAddress() {
            return PEER;
        }

        /**
         * Fills the target with what was queued: a byte count, PENDING, END_OF_STREAM or failure.
         */
        @Override
        public int receive(ByteBuffer target) throws IOException {
            calls++;
            Object next = receives.isEmpty() ? Backend.PENDING : receives.poll();
            int bytes = (int) outcome(next);
            if (bytes <= 0) {
                return bytes;
            }
            int taken = Math.min(bytes, target.remaining());
            if (taken < bytes) {
                receives.push(bytes - taken);
            }
            for (int i = 0; i < taken; i++) {
                target.put((byte) i);
            }
            return taken;
        }

        @Override
        public long send(ByteBuffer[] buffers, int count) throws IOException {
            calls++;
            int room = sends.isEmpty() ? Integer.MAX_VALUE : (int) outcome(sends.poll());
            long sent = 0;
            for (int i = 0; i < count; i++) {
                int taken = Math.min(buffers[i].remaining(), room);
                buffers[i].position(buffers[i].position() + taken);
                room -= taken;
                sent += taken;
            }
            return sent;
        }

        @Override
        public long sendFile(FileChannel file, long position, long count) throws IOException {
            calls++;
            return (int) outcome(sends.poll());
        }

        @Override
        public void shutdownOutput() {
            outputShut = true;
        }
    }

    /** A listener with connections the test queued. */
    static final class FakeListener extends FakePollable implements ListenerSocket {
        final Queue<Object> connections = new ArrayDeque<>();

        @Override
        public void listen(SocketAddress local, int backlog) throws IOException {
            throw new java.net.BindException("Address already in use");
        }

        @Override
        public @Nullable StreamSocket accept() throws IOException {
            Object next = connections.poll();
            return next == null ? null : (StreamSocket) outcome(next);
        }
    }

    /** A user's socket on which every call would block. */
    static final class FakeBorrowed extends FakePollable implements BorrowedSocket {
        @Override
        public SocketAddress remoteAddress() {
            return PEER;
        }

        @Override
        public int receive(ByteBuffer target) {
            return Backend.PENDING;
        }

        @Override
        public @Nullable SocketAddress receiveFrom(ByteBuffer target) {
            return null;
        }

        @Override
        public int send(ByteBuffer source, @Nullable SocketAddress remote) {
            return Backend.PENDING;
        }

        @Override
        public boolean connect(SocketAddress remote) {
            return false;
        }

        @Override
        public void finishConnect() throws IOException {
            throw new java.net.ConnectException("Connection refused");
        }

        @Override
        public @Nullable Descriptor accept() {
            return null;
        }
    }

    private static Object outcome(Object scripted) throws IOException {
        if (scripted instanceof IOException failure) {
            throw failure;
        }
        return scripted;
    }
}
