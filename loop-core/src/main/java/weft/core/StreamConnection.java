package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;
import weft.ExceptionContext;
import weft.StreamProtocol;
import weft.spi.Chunk;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;
import weft.spi.StreamEvents;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.Locale;
import java.util.Objects;

/**
 * A stream connection over any backend's endpoint: its life, and the order of what its protocol is
 * told.
 *
 * <p>Nothing of the user's runs inside an event of the backend or inside {@code close} and {@code
 * abort}: those only note what happened and queue the connection itself as an entry, which tells
 * the protocol about it in order. There is one entry for each connection, so that a protocol never
 * gets an event while it is still in another, even if a callback blocks and the loop goes on
 * without it.
 */
final class StreamConnection implements StreamEvents, Ready, Flushable {
    /**
     * Where a connection is in its life. It only ever moves forward:
     *
     * <pre>
     * CONNECTING --begin--> OPEN --close--> CLOSING --drained--> LOSING --entry--> LOST
     *      |                 |                 |                    ^
     *      |                 +-----------------+-- failure, abort --+
     *      +-- discard --> LOST
     * </pre>
     */
    private enum Phase {
        /** Not a connection yet; there is no protocol. */
        CONNECTING,
        /** In use. */
        OPEN,
        /** Closed by its user, with output that is still being sent. */
        CLOSING,
        /** To be told {@code connectionLost}. */
        LOSING,
        /** Gone; the protocol gets no more events. */
        LOST
    }

    private final LoopInternals internals;
    private final StreamEndpoint endpoint;
    private final Context context;
    private final StreamTransport transport;
    private final Inbound inbound;
    private final Outbound outbound;
    private Phase phase = Phase.CONNECTING;
    private @Nullable StreamProtocol protocol;
    private @Nullable ConnectEvents connectEvents;
    private @Nullable Runnable afterConnectionMade;
    private boolean connectionMade;

    private boolean scheduled;
    private boolean running;
    private boolean missedRun;
    private boolean flushRequested;

    private boolean aborted;
    private @Nullable Throwable lossCause;

    private @Nullable Unclosed unclosed;

    // The server that accepted it, which chains its connections together.
    private @Nullable TcpServer server;
    @Nullable StreamConnection previousOfServer;
    @Nullable StreamConnection nextOfServer;

    private StreamConnection(LoopInternals internals, StreamEndpoint endpoint, Context context) {
        this.internals = internals;
        this.endpoint = endpoint;
        this.context = context;
        StreamResources resources = internals.streamResources();
        transport = new StreamTransport(this, endpoint);
        inbound = new Inbound(this, endpoint, resources);
        outbound = new Outbound(this, endpoint, resources);
    }

    /**
     * Makes the connection of an endpoint, connected or yet to be connected, and attaches it.
     *
     * @param context what the protocol's events run in
     */
    static StreamConnection attach(
            LoopInternals internals, StreamEndpoint endpoint, Context context) {
        StreamConnection connection = new StreamConnection(internals, endpoint, context);
        endpoint.attach(connection);
        return connection;
    }

    /** Names who is told how connecting ends. Called before connecting. */
    void onConnect(ConnectEvents events) {
        connectEvents = events;
    }

    /**
     * Starts the connection's life: from the next batch on, the protocol gets its events.
     *
     * @param newProtocol who gets them
     * @param owner the server that accepted the connection, or null
     * @param afterwards what to run once {@code connectionMade} has and receiving is on, or null
     */
    void begin(
            StreamProtocol newProtocol, @Nullable TcpServer owner, @Nullable Runnable afterwards) {
        protocol = Objects.requireNonNull(newProtocol, "protocol");
        connectEvents = null;
        afterConnectionMade = afterwards;
        phase = Phase.OPEN;
        server = owner;
        if (owner != null) {
            owner.attached(this);
        }
        if (internals.loop().getDebug()) {
            unclosed = Unclosed.watch(this, "transport " + transport);
        }
        schedule();
        sendSmallWritesAtOnce();
    }

    /** Gives up a connection that never began. */
    void discard() {
        phase = Phase.LOST;
        connectEvents = null;
        endpoint.close();
    }

    StreamTransport transport() {
        return transport;
    }

    Inbound inbound() {
        return inbound;
    }

    Outbound outbound() {
        return outbound;
    }

    StreamProtocol protocol() {
        StreamProtocol current = protocol;
        if (current == null) {
            throw new IllegalStateException("the connection has not begun");
        }
        return current;
    }

    void setProtocol(StreamProtocol newProtocol) {
        protocol = Objects.requireNonNull(newProtocol, "protocol");
        if (isOpen()) {
            inbound.protocolChanged();
        }
    }

    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    boolean isClosing() {
        return phase.compareTo(Phase.CLOSING) >= 0;
    }

    /** Tells whether {@code connectionLost} has been or is about to be told. */
    boolean isLost() {
        return phase.compareTo(Phase.LOSING) >= 0;
    }

    String phaseName() {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    // The entry

    /** Queues the entry, unless it is queued already. */
    void schedule() {
        if (!scheduled) {
            scheduled = true;
            internals.enqueue(this);
        }
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public void run() {
        scheduled = false;
        if (running) {
            // The protocol is blocked in an earlier event, and the loop has gone on without it.
            missedRun = true;
            return;
        }
        running = true;
        try {
            step();
        } finally {
            running = false;
            if (missedRun) {
                missedRun = false;
                schedule();
            }
        }
    }

    private void step() {
        if (!connectionMade) {
            makeConnection();
        } else if (phase == Phase.LOSING) {
            loseConnection();
        } else if (phase != Phase.LOST) {
            inbound.deliver();
            if (!isLost()) {
                outbound.deliver();
            }
            if (phase == Phase.CLOSING && outbound.isDrained()) {
                phase = Phase.LOSING;
                loseConnection();
            }
        }
    }

    private void makeConnection() {
        connectionMade = true;
        try {
            protocol().connectionMade(transport);
        } catch (Throwable failure) {
            report(failure, "Exception in protocol.connectionMade()");
        }
        inbound.deliver();
        Runnable afterwards = afterConnectionMade;
        afterConnectionMade = null;
        if (afterwards != null) {
            afterwards.run();
        }
        if (isClosing()) {
            schedule();
        }
    }

    private void loseConnection() {
        if (inbound.lendsTarget()) {
            // The protocol has its buffer back before it hears of the loss.
            endpoint.close();
            return;
        }
        if (!aborted) {
            outbound.resumeIfBelowLow();
        }
        phase = Phase.LOST;
        if (unclosed != null) {
            unclosed.forgive();
        }
        try {
            protocol().connectionLost(lossCause);
        } catch (Throwable failure) {
            report(failure, "Exception in protocol.connectionLost()");
        } finally {
            endpoint.close();
            if (server != null) {
                server.detached(this);
                server = null;
            }
        }
    }

    // The end

    /** Ends the connection once what was written is sent. */
    void close() {
        if (!isOpen()) {
            return;
        }
        phase = Phase.CLOSING;
        inbound.discard();
        outbound.send();
        if (phase == Phase.CLOSING && outbound.isDrained()) {
            startLosing();
        } else {
            // Bytes that come while the last ones leave are not wanted: the flush stops them.
            requestFlush();
        }
    }

    /** Ends the connection at once, dropping what is unsent; the loss is told in an entry. */
    void lose(@Nullable Throwable cause) {
        if (!isLost()) {
            aborted = true;
            lossCause = cause;
            outbound.discard();
            startLosing();
        }
    }

    private void startLosing() {
        phase = Phase.LOSING;
        inbound.discard();
        if (inbound.lendsTarget()) {
            endpoint.close();
        } else {
            schedule();
        }
    }

    // Failures

    /** Reports what a protocol's method threw, and ends the connection. */
    void protocolFailed(Throwable cause, String method) {
        report(cause, "Fatal error: protocol." + method + "() call failed.");
        lose(cause);
    }

    /** Reports what a protocol threw. Not from an event of the backend. */
    void report(Throwable cause, String message) {
        Failures.rethrowIfFatal(cause);
        internals.loop().callExceptionHandler(describe(cause, message));
    }

    /** Reports a failure in an entry of its own. */
    void reportLater(Throwable cause, String message) {
        internals.report(describe(cause, message));
    }

    /** Logs a warning, in an entry of its own. */
    void warn(String message) {
        internals.warn(message);
    }

    private ExceptionContext describe(Throwable cause, String message) {
        return new ExceptionContext(message)
                .with("exception", cause)
                .with("transport", transport)
                .with("protocol", protocol);
    }

    // Events of the backend

    @Override
    public void onConnected() {
        if (connectEvents != null) {
            connectEvents.connected();
        }
    }

    @Override
    public void onReceived(Chunk chunk) {
        inbound.received(chunk);
    }

    @Override
    public void onReceivedInto(int bytes) {
        inbound.receivedInto(bytes);
    }

    @Override
    public void onEndOfStream() {
        inbound.endOfStream();
    }

    @Override
    public void onSent(long bytes) {
        outbound.sent(bytes);
    }

    @Override
    public void onFailure(Operation operation, IOException cause) {
        if (connectEvents != null) {
            connectEvents.connectFailed(cause);
        } else if (operation == Operation.RECEIVE) {
            inbound.failed(cause);
        } else {
            outbound.failed(cause);
        }
    }

    @Override
    public void onClosed() {
        outbound.closed();
        inbound.targetReturned();
        if (phase == Phase.LOSING) {
            schedule();
        }
    }

    // Before the poll

    /** Has {@link #flush} called once before the loop polls. */
    void requestFlush() {
        if (!flushRequested) {
            flushRequested = true;
            internals.flushBeforePoll(this);
        }
    }

    @Override
    public void flush() {
        flushRequested = false;
        if (!isLost()) {
            outbound.sendBeforePoll();
            inbound.stopIfUnwanted();
        }
    }

    private void sendSmallWritesAtOnce() {
        if (!(endpoint.remoteAddress() instanceof InetSocketAddress)) {
            return;
        }
        try {
            endpoint.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException cause) {
            // Some systems answer so when the peer has already left.
            lose(cause);
        }
    }
}
