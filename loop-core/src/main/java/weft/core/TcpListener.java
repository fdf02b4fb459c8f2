package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;
import weft.ExceptionContext;
import weft.TimerHandle;
import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;

/** One listening socket of a server. What it accepts is handed on in an entry, in order. */
final class TcpListener implements ListenerEvents, Ready {
    /** How long to wait for descriptors and memory to come back, as in asyncio. */
    static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final LoopInternals internals;
    private final ListenerEndpoint endpoint;
    private final Context context;
    private final ArrayDeque<StreamEndpoint> accepted = new ArrayDeque<>();
    private @Nullable TcpServer server;
    private int burst;
    private boolean scheduled;
    private boolean closed;
    private boolean gone;
    private boolean failedBefore;
    private @Nullable IOException failure;
    private @Nullable TimerHandle retry;
    private @Nullable Runnable afterClosed;

    TcpListener(LoopInternals internals, ListenerEndpoint endpoint, Context context) {
        this.internals = internals;
        this.endpoint = endpoint;
        this.context = context;
        endpoint.attach(this);
    }

    /**
     * Starts accepting.
     *
     * @param owner who gets the connections
     * @param connectionsAtOnce how many one poll may bring
     */
    void start(TcpServer owner, int connectionsAtOnce) {
        server = owner;
        burst = connectionsAtOnce;
        endpoint.startAccept(burst);
    }

    @Nullable SocketAddress localAddress() {
        return endpoint.localAddress();
    }

    /** Stops listening for good. */
    void close() {
        closeThen(() -> {});
    }

    /** Stops listening for good, and runs something when the address is free again. */
    void closeThen(Runnable action) {
        closed = true;
        afterClosed = action;
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
        endpoint.close();
    }

    @Override
    public void onAccepted(StreamEndpoint connection) {
        accepted.addLast(connection);
        schedule();
    }

    @Override
    public void onFailure(Operation operation, IOException cause) {
        failure = cause;
        schedule();
    }

    @Override
    public void onClosed() {
        gone = true;
        schedule();
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public void run() {
        scheduled = false;
        for (int left = accepted.size(); left > 0 && !accepted.isEmpty(); left--) {
            handOver(accepted.removeFirst());
        }
        if (!accepted.isEmpty()) {
            schedule();
        }
        IOException cause = failure;
        failure = null;
        if (cause != null && !closed) {
            handleFailure(cause);
        }
        Runnable action = afterClosed;
        if (gone && action != null) {
            afterClosed = null;
            action.run();
        }
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            internals.enqueue(this);
        }
    }

    private void handOver(StreamEndpoint connection) {
        failedBefore = false;
        if (closed || server == null) {
            connection.close();
        } else {
            server.accepted(connection);
        }
    }

    private void handleFailure(IOException cause) {
        boolean shortage = Failures.isShortage(cause);
        String message =
                shortage ? "socket.accept() out of system resource" : "socket.accept() failed";
        internals
                .loop()
                .callExceptionHandler(
                        new ExceptionContext(message)
                                .with("exception", cause)
                                .with("socket", endpoint.descriptor()));
        if (closed) {
            return;
        }
        if (shortage || failedBefore) {
            retry = internals.loop().callLater(RETRY_DELAY, this::resume);
        } else {
            // Once at once; a listener that does nothing but fail must not spin.
            endpoint.startAccept(burst);
        }
        failedBefore = true;
    }

    private void resume() {
        retry = null;
        if (!closed) {
            endpoint.startAccept(burst);
        }
    }
}
