package weft.testkit;

import weft.spi.Backend;
import weft.spi.Descriptor;
import weft.spi.Endpoint;
import weft.spi.ListenerEndpoint;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Drives a backend in a test, in the place of a loop: polls until something has happened, and keeps
 * watch over the rules that hold for every event. For the thread that made it.
 *
 * <p>Events are recorded by the {@link StreamRecorder}s and their kin that this makes. What they
 * see against the rules is thrown by the next poll.
 */
public final class BackendDriver implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LONGEST_POLL_NANOS = 50_000_000;
    private static final long MOST_COUNTED_NANOS = 1_000_000_000;

    private final Backend backend;
    private final Thread thread = Thread.currentThread();
    private final List<EventRecorder> recorders = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private boolean polling;
    private boolean inEvent;

    /**
     * Creates a driver.
     *
     * @param backend the backend, which this closes
     */
    public BackendDriver(Backend backend) {
        this.backend = backend;
    }

    /** Two connected endpoints of the backend, with the recorders of their events. */
    public static final class Pair {
        final StreamEndpoint client;
        final StreamEndpoint server;
        final StreamRecorder clientEvents;
        final StreamRecorder serverEvents;

        Pair(StreamRecorder clientEvents, StreamRecorder serverEvents) {
            this.clientEvents = clientEvents;
            this.serverEvents = serverEvents;
            this.client = clientEvents.endpoint();
            this.server = serverEvents.endpoint();
        }

        /**
         * Returns the connecting end.
         *
         * @return the recorder, which knows the endpoint
         */
        public StreamRecorder client() {
            return clientEvents;
        }

        /**
         * Returns the accepted end.
         *
         * @return the recorder, which knows the endpoint
         */
        public StreamRecorder server() {
            return serverEvents;
        }
    }

    /**
     * Returns the backend.
     *
     * @return the backend
     */
    public Backend backend() {
        return backend;
    }

    /**
     * Polls once, and fails if a rule was broken.
     *
     * @param timeoutNanos as {@link Backend#poll}
     * @return the number of events delivered
     * @throws IOException if the backend failed
     */
    public int poll(long timeoutNanos) throws IOException {
        polling = true;
        int events;
        try {
            events = backend.poll(timeoutNanos);
        } finally {
            polling = false;
        }
        if (!violations.isEmpty()) {
            throw new AssertionError("rules broken: " + violations);
        }
        return events;
    }

    /**
     * Polls until a condition holds, for ten seconds of real time at the most. A poll counts for no
     * more than a second, so that a machine which stands still for a while fails no test.
     *
     * @param what what is waited for, for the failure's message
     * @param condition the condition
     * @throws IOException if the backend failed
     */
    public void pollUntil(String what, BooleanSupplier condition) throws IOException {
        long waitedNanos = 0;
        while (!condition.getAsBoolean()) {
            long start = System.nanoTime();
            poll(LONGEST_POLL_NANOS);
            waitedNanos += Math.min(System.nanoTime() - start, MOST_COUNTED_NANOS);
            if (waitedNanos > PATIENCE.toNanos()) {
                throw new AssertionError(what + " did not happen; seen: " + recorders);
            }
        }
    }

    /**
     * Polls for a time, by the backend's clock, whatever happens.
     *
     * @param duration how long
     * @throws IOException if the backend failed
     */
    public void pollFor(Duration duration) throws IOException {
        long deadline = backend.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = deadline - backend.nanoTime()) {
            poll(left);
        }
    }

    /**
     * Opens a listener on a free port of the loopback interface, not accepting yet.
     *
     * @param backlog how many connections may wait
     * @return the recorder of its events
     * @throws IOException if that failed
     */
    public ListenerRecorder listen(int backlog) throws IOException {
        return listen(loopback(0), backlog);
    }

    /**
     * Opens a listener, not accepting yet.
     *
     * @param address where
     * @param backlog how many connections may wait
     * @return the recorder of its events
     * @throws IOException if that failed
     */
    public ListenerRecorder listen(InetSocketAddress address, int backlog) throws IOException {
        boolean six = address.getAddress() instanceof java.net.Inet6Address;
        ListenerEndpoint listener =
                backend.openListener(
                        six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        ListenerRecorder events = new ListenerRecorder(this, listener);
        listener.attach(events);
        listener.listen(address, backlog);
        return events;
    }

    /**
     * Opens a stream and attaches a recorder.
     *
     * @return the recorder
     * @throws IOException if that failed
     */
    public StreamRecorder open() throws IOException {
        return record(backend.openStream(StandardProtocolFamily.INET));
    }

    /**
     * Attaches a recorder to a stream.
     *
     * @param endpoint the stream
     * @return the recorder
     */
    public StreamRecorder record(StreamEndpoint endpoint) {
        StreamRecorder events = new StreamRecorder(this, endpoint);
        endpoint.attach(events);
        return events;
    }

    /**
     * Connects and accepts.
     *
     * @return the two ends; the listener is closed again
     * @throws IOException if that failed
     */
    public Pair connect() throws IOException {
        ListenerRecorder listener = listen(1);
        Pair pair = connect(listener);
        listener.endpoint().close();
        pollUntil("close of the listener", listener::isClosed);
        return pair;
    }

    /**
     * Connects to a listener and accepts.
     *
     * @param listener the listener
     * @return the two ends; the listener accepts no longer
     * @throws IOException if that failed
     */
    public Pair connect(ListenerRecorder listener) throws IOException {
        StreamRecorder client = open();
        int before = listener.accepted().size();
        listener.endpoint().startAccept(1);
        client.endpoint().connect(listener.address());
        pollUntil(
                "a connection", () -> client.isConnected() && listener.accepted().size() > before);
        listener.endpoint().stopAccept();
        return new Pair(client, record(listener.accepted().get(before)));
    }

    /**
     * Closes endpoints and polls until they are.
     *
     * @param ends what to close
     * @throws IOException if the backend failed
     */
    public void close(EventRecorder... ends) throws IOException {
        for (EventRecorder end : ends) {
            end.endpoint().close();
        }
        for (EventRecorder end : ends) {
            pollUntil("close of " + end, end::isClosed);
        }
    }

    /** Releases every chunk that a recorder holds. */
    void releaseAll() {
        for (EventRecorder recorder : recorders) {
            recorder.releaseHeld();
        }
    }

    /** Closes the backend, and fails if a rule was broken. */
    @Override
    public void close() {
        releaseAll();
        backend.close();
        if (!violations.isEmpty()) {
            throw new AssertionError("rules broken: " + violations);
        }
    }

    /**
     * Returns an address of the loopback interface.
     *
     * @param port the port
     * @return the address
     */
    public static InetSocketAddress loopback(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError("an address has four bytes", e);
        }
    }

    void register(EventRecorder recorder) {
        recorders.add(recorder);
    }

    /** Enters an event; reports it if it came at a time or in a place where it must not. */
    void enter(EventRecorder recorder, String event) {
        if (!polling) {
            violations.add(event + " outside poll, on " + recorder);
        }
        if (Thread.currentThread() != thread) {
            violations.add(event + " on " + Thread.currentThread() + ", on " + recorder);
        }
        if (inEvent) {
            violations.add(event + " inside another event, on " + recorder);
        }
        inEvent = true;
    }

    void leave() {
        inEvent = false;
    }

    void violation(String text) {
        violations.add(text);
    }

    /** Describes an endpoint by its descriptor, which even a closed one has. */
    static String name(Endpoint endpoint) {
        Descriptor descriptor = endpoint.descriptor();
        return descriptor.toString();
    }
}
