package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Connection;
import weft.ConnectionOptions;
import weft.Context;
import weft.Future;
import weft.StreamProtocol;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One call of {@code createConnection}: resolves the host, tries its addresses in order, and hands
 * the first connection that is made to a new protocol. Cancelling the future closes whatever is
 * under way.
 *
 * @param <P> the type of the protocol
 */
final class Connector<P extends StreamProtocol> implements Ready, ConnectEvents {
    private final LoopInternals internals;
    private final Supplier<P> protocolFactory;
    private final String host;
    private final int port;
    private final ConnectionOptions options;
    private final Context context = Context.copyContext();
    private final Future<Connection<P>> result;
    private final List<IOException> failures = new ArrayList<>();
    private List<InetSocketAddress> remotes = List.of();
    private List<InetSocketAddress> locals = List.of();
    private int nextRemote;
    private @Nullable Future<List<InetSocketAddress>> lookup;

    // What is being connected, and how that ended.
    private @Nullable StreamConnection attempt;
    private @Nullable IOException attemptFailure;
    private boolean attemptEnded;

    private Connector(
            LoopInternals internals,
            Supplier<P> protocolFactory,
            String host,
            int port,
            ConnectionOptions options) {
        this.internals = internals;
        this.protocolFactory = Objects.requireNonNull(protocolFactory, "protocolFactory");
        this.host = host;
        this.port = port;
        this.options = Objects.requireNonNull(options, "options");
        result = internals.loop().createFuture();
    }

    /**
     * Starts connecting.
     *
     * @return a future of transport and protocol
     * @throws IllegalArgumentException if the host is empty or the port out of range
     */
    static <P extends StreamProtocol> Future<Connection<P>> connect(
            LoopInternals internals,
            Supplier<P> protocolFactory,
            String host,
            int port,
            ConnectionOptions options) {
        Resolver.checkPort(port, 1);
        if (Objects.requireNonNull(host, "host").isEmpty()) {
            throw new IllegalArgumentException("the host is empty");
        }
        Connector<P> connector = new Connector<>(internals, protocolFactory, host, port, options);
        // The backend is for the running loop only.
        internals.loop().callSoon(connector::resolveRemote, connector.context);
        connector.result.addDoneCallback(done -> connector.abandonIfCancelled(), connector.context);
        return connector.result;
    }

    @Override
    public void connected() {
        attemptEnded(null);
    }

    @Override
    public void connectFailed(IOException cause) {
        attemptEnded(cause);
    }

    @Override
    public Context context() {
        return context;
    }

    /** Goes on after an attempt has ended. */
    @Override
    public void run() {
        StreamConnection connection = attempt;
        if (connection == null || !attemptEnded) {
            return;
        }
        attempt = null;
        attemptEnded = false;
        IOException cause = attemptFailure;
        attemptFailure = null;
        if (result.done()) {
            connection.discard();
        } else if (cause != null) {
            connection.discard();
            failures.add(cause);
            tryNext();
        } else {
            succeed(connection);
        }
    }

    private void attemptEnded(@Nullable IOException cause) {
        if (!attemptEnded) {
            attemptEnded = true;
            attemptFailure = cause;
            internals.enqueue(this);
        }
    }

    private void resolveRemote() {
        if (!result.done()) {
            resolve(
                    host,
                    port,
                    addresses -> {
                        remotes = addresses;
                        resolveLocal();
                    });
        }
    }

    private void resolveLocal() {
        InetSocketAddress local = options.localAddress();
        if (local == null) {
            tryNext();
        } else if (!local.isUnresolved()) {
            locals = List.of(local);
            tryNext();
        } else {
            resolve(
                    local.getHostString(),
                    local.getPort(),
                    addresses -> {
                        locals = addresses;
                        tryNext();
                    });
        }
    }

    private void resolve(String name, int itsPort, Consumer<List<InetSocketAddress>> next) {
        try {
            lookup = Resolver.resolve(internals.loop(), name, itsPort, options.family());
        } catch (RuntimeException refused) {
            result.setException(refused);
            return;
        }
        Resolver.whenFound(lookup, result, context, next);
    }

    private void tryNext() {
        while (nextRemote < remotes.size()) {
            InetSocketAddress remote = remotes.get(nextRemote++);
            StreamConnection connection = null;
            boolean started = false;
            try {
                StreamEndpoint endpoint = internals.backend().openStream(Resolver.familyOf(remote));
                connection = StreamConnection.attach(internals, endpoint, context.copy());
                connection.onConnect(this);
                bind(endpoint, remote);
                attempt = connection;
                endpoint.connect(remote);
                started = true;
                return;
            } catch (IOException failure) {
                failures.add(failure);
            } catch (RuntimeException failure) {
                result.setException(failure);
                return;
            } finally {
                if (!started) {
                    attempt = null;
                    if (connection != null) {
                        connection.discard();
                    }
                }
            }
        }
        result.setException(Failures.combined(failures));
    }

    private void bind(StreamEndpoint endpoint, InetSocketAddress remote) throws IOException {
        if (locals.isEmpty()) {
            return;
        }
        IOException refusal = null;
        for (InetSocketAddress local : locals) {
            if (Resolver.familyOf(local) == Resolver.familyOf(remote)) {
                try {
                    endpoint.bind(local);
                    return;
                } catch (IOException cause) {
                    refusal = Failures.bindFailure(local, cause);
                }
            }
        }
        throw refusal != null
                ? refusal
                : new ConnectException(
                        "no matching local address with family="
                                + Resolver.familyOf(remote)
                                + " found");
    }

    private void succeed(StreamConnection connection) {
        P protocol;
        try {
            protocol = Objects.requireNonNull(protocolFactory.get(), "protocol");
        } catch (Throwable failure) {
            connection.discard();
            Failures.rethrowIfFatal(failure);
            result.setException(failure);
            return;
        }
        connection.begin(protocol, null, () -> resolveResult(connection, protocol));
    }

    private void resolveResult(StreamConnection connection, P protocol) {
        if (result.done()) {
            connection.transport().close();
        } else {
            result.setResult(new Connection<>(connection.transport(), protocol));
        }
    }

    private void abandonIfCancelled() {
        if (!result.cancelled()) {
            return;
        }
        if (lookup != null) {
            lookup.cancel();
        }
        StreamConnection connection = attempt;
        if (connection != null) {
            attempt = null;
            connection.discard();
        }
    }
}
