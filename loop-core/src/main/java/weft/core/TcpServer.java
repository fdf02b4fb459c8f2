package weft.core;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.CancelledError;
import weft.Context;
import weft.ExceptionContext;
import weft.Future;
import weft.Server;
import weft.ServerOptions;
import weft.StreamProtocol;
import weft.spi.RunningLoop;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A server over the listeners of all its addresses, and the chain of its live connections. */
final class TcpServer implements Server {
    private final LoopInternals internals;
    private final Supplier<? extends StreamProtocol> protocolFactory;
    private final ServerOptions options;
    private final Context context;
    private final List<TcpListener> listeners;
    private boolean serving;
    private boolean closed;
    private int connectionCount;
    private int listenerCount;
    private @Nullable StreamConnection firstConnection;
    // Null once nobody has to wait any more.
    private @Nullable List<Future<Void>> waiters = new ArrayList<>();
    private @Nullable Future<Void> servingForever;

    TcpServer(
            LoopInternals internals,
            Supplier<? extends StreamProtocol> protocolFactory,
            ServerOptions options,
            Context context,
            List<TcpListener> listeners) {
        this.internals = internals;
        this.protocolFactory = protocolFactory;
        this.options = options;
        this.context = context;
        this.listeners = listeners;
        this.listenerCount = listeners.size();
    }

    @Override
    public List<SocketAddress> sockets() {
        List<SocketAddress> addresses = new ArrayList<>();
        if (!closed) {
            for (TcpListener listener : listeners) {
                SocketAddress address = listener.localAddress();
                if (address != null) {
                    addresses.add(address);
                }
            }
        }
        return List.copyOf(addresses);
    }

    @Override
    public AbstractEventLoop getLoop() {
        return internals.loop();
    }

    @Override
    public boolean isServing() {
        return serving;
    }

    @Override
    public void startServing() {
        requireNotClosed();
        if (serving) {
            return;
        }
        serving = true;
        // One more than may wait, so that a full backlog is emptied in one iteration.
        int burst =
                options.backlog() == Integer.MAX_VALUE ? options.backlog() : options.backlog() + 1;
        for (TcpListener listener : listeners) {
            listener.start(this, burst);
        }
    }

    @Override
    public void serveForever() {
        if (servingForever != null) {
            throw new IllegalStateException(this + " is already being awaited on serveForever()");
        }
        requireNotClosed();
        if (RunningLoop.currentTask() == null) {
            throw new IllegalStateException(
                    "serveForever() outside a coroutine: use startServing() and waitClosedAsync()");
        }
        startServing();
        Future<Void> forever = internals.loop().createFuture();
        servingForever = forever;
        try {
            forever.await();
        } catch (CancelledError cancelled) {
            closeAndWait(cancelled);
            throw cancelled;
        } finally {
            servingForever = null;
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        serving = false;
        // A backend may take a while to let go of an address; who waits finds it free again.
        listeners.forEach(listener -> listener.closeThen(this::listenerGone));
        if (servingForever != null) {
            servingForever.cancel();
        }
        wakeWaitersIfGone();
    }

    @Override
    public void closeClients() {
        forEachConnection(connection -> connection.transport().close());
    }

    @Override
    public void abortClients() {
        forEachConnection(connection -> connection.transport().abort());
    }

    @Override
    public Future<Void> waitClosedAsync() {
        Future<Void> waiter = internals.loop().createFuture();
        if (waiters == null) {
            waiter.setResult(null);
        } else {
            waiters.add(waiter);
        }
        return waiter;
    }

    @Override
    public String toString() {
        return "<Server sockets=" + sockets() + ">";
    }

    /** Makes a connection of what a listener accepted. In an entry. */
    void accepted(StreamEndpoint endpoint) {
        StreamProtocol protocol;
        try {
            protocol = Objects.requireNonNull(protocolFactory.get(), "protocol");
            if (options.keepAlive()) {
                endpoint.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
        } catch (Throwable failure) {
            endpoint.close();
            reportFailedCreation(failure, endpoint);
            return;
        }
        StreamConnection.attach(internals, endpoint, context.copy()).begin(protocol, this, null);
    }

    void attached(StreamConnection connection) {
        connectionCount++;
        StreamConnection next = firstConnection;
        connection.nextOfServer = next;
        if (next != null) {
            next.previousOfServer = connection;
        }
        firstConnection = connection;
    }

    void detached(StreamConnection connection) {
        connectionCount--;
        StreamConnection previous = connection.previousOfServer;
        StreamConnection next = connection.nextOfServer;
        if (previous == null) {
            firstConnection = next;
        } else {
            previous.nextOfServer = next;
        }
        if (next != null) {
            next.previousOfServer = previous;
        }
        connection.previousOfServer = null;
        connection.nextOfServer = null;
        wakeWaitersIfGone();
    }

    private void listenerGone() {
        listenerCount--;
        wakeWaitersIfGone();
    }

    private void requireNotClosed() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    private void closeAndWait(CancelledError reason) {
        close();
        try {
            waitClosed();
        } catch (CancelledError again) {
            // Cancelled a second time: the caller gets the first cancellation, and stops waiting.
            reason.addSuppressed(again);
        }
    }

    private void reportFailedCreation(Throwable failure, StreamEndpoint endpoint) {
        Failures.rethrowIfFatal(failure);
        String message =
                failure instanceof IOException
                        ? "Error on set-up of incoming connection"
                        : "Error on transport creation for incoming connection";
        internals
                .loop()
                .callExceptionHandler(
                        new ExceptionContext(message)
                                .with("exception", failure)
                                .with("socket", endpoint.descriptor()));
    }

    private void forEachConnection(Consumer<StreamConnection> action) {
        StreamConnection connection = firstConnection;
        while (connection != null) {
            StreamConnection next = connection.nextOfServer;
            action.accept(connection);
            connection = next;
        }
    }

    private void wakeWaitersIfGone() {
        List<Future<Void>> waiting = waiters;
        if (!closed || listenerCount > 0 || connectionCount > 0 || waiting == null) {
            return;
        }
        waiters = null;
        for (Future<Void> waiter : waiting) {
            if (!waiter.done()) {
                waiter.setResult(null);
            }
        }
    }
}
