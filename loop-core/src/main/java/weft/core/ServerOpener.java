package weft.core;

import org.jspecify.annotations.Nullable;

import weft.Context;
import weft.Future;
import weft.Server;
import weft.ServerOptions;
import weft.StreamProtocol;
import weft.spi.ListenerEndpoint;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Opens the listening sockets of one server: all of them or, if one fails, none.
 *
 * <p>Facts about listening on all interfaces, that is on {@code 0.0.0.0} and {@code ::}. asyncio
 * makes its IPv6 socket take IPv6 only, so that both fit on one port. A backend over {@code
 * java.nio} cannot: there the IPv6 socket takes IPv4 too, and so its bind fails while the server's
 * own IPv4 socket has the port. Hence, when {@code ::} is refused and {@code 0.0.0.0} was not, the
 * IPv4 socket is given up and {@code ::} tried once more. If that works, it serves both families;
 * if not, somebody else has the port.
 */
final class ServerOpener {
    private final LoopInternals internals;
    private final Supplier<? extends StreamProtocol> protocolFactory;
    private final @Nullable String host;
    private final int port;
    private final ServerOptions options;
    private final Context context = Context.copyContext();
    private final Future<Server> result;
    private final List<TcpListener> listeners = new ArrayList<>();
    private final List<IOException> skipped = new ArrayList<>();
    private List<InetSocketAddress> addresses = List.of();
    private @Nullable Future<List<InetSocketAddress>> lookup;

    private ServerOpener(
            LoopInternals internals,
            Supplier<? extends StreamProtocol> protocolFactory,
            @Nullable String host,
            int port,
            ServerOptions options) {
        this.internals = internals;
        this.protocolFactory = Objects.requireNonNull(protocolFactory, "protocolFactory");
        this.host = host;
        this.port = port;
        this.options = Objects.requireNonNull(options, "options");
        result = internals.loop().createFuture();
    }

    /**
     * Starts opening a server.
     *
     * @param host a name or an address; null or empty for all interfaces
     * @return a future of the server
     * @throws IllegalArgumentException if the port is out of range
     */
    static Future<Server> open(
            LoopInternals internals,
            Supplier<? extends StreamProtocol> protocolFactory,
            @Nullable String host,
            int port,
            ServerOptions options) {
        Resolver.checkPort(port, 0);
        ServerOpener opener = new ServerOpener(internals, protocolFactory, host, port, options);
        // The backend is for the running loop only.
        internals.loop().callSoon(opener::resolve, opener.context);
        opener.result.addDoneCallback(done -> opener.abandonIfCancelled(), opener.context);
        return opener.result;
    }

    private void resolve() {
        if (result.done()) {
            return;
        }
        try {
            if (host == null || host.isEmpty()) {
                listen(Resolver.wildcards(port, options.family()));
                return;
            }
            lookup = Resolver.resolve(internals.loop(), host, port, options.family());
            Resolver.whenFound(lookup, result, context, this::listen);
        } catch (IOException | RuntimeException failure) {
            fail(failure);
        }
    }

    private void listen(List<InetSocketAddress> wanted) {
        addresses = wanted;
        listenFrom(0);
    }

    private void listenFrom(int first) {
        for (int i = first; i < addresses.size(); i++) {
            InetSocketAddress address = addresses.get(i);
            try {
                listenOn(address);
            } catch (IOException | RuntimeException failure) {
                if (failure instanceof BindException && mayClashWithOwn(address)) {
                    int again = i;
                    listeners.remove(listeners.size() - 1).closeThen(() -> listenFrom(again));
                } else {
                    fail(failure);
                }
                return;
            }
        }
        finish();
    }

    private void listenOn(InetSocketAddress address) throws IOException {
        ListenerEndpoint endpoint;
        try {
            endpoint = internals.backend().openListener(Resolver.familyOf(address));
        } catch (IOException cause) {
            if (Failures.isShortage(cause)) {
                throw cause;
            }
            // The system has no such family; the other addresses may do.
            skipped.add(cause);
            return;
        }
        TcpListener listener = new TcpListener(internals, endpoint, context);
        boolean listening = false;
        try {
            setOptions(endpoint);
            endpoint.listen(address, options.backlog());
            listening = true;
        } catch (IOException cause) {
            BindException failure = Failures.bindFailure(address, cause);
            if (!Failures.isAddressUnavailable(cause, address)) {
                throw failure;
            }
            skipped.add(failure);
        } finally {
            if (!listening) {
                listener.close();
            }
        }
        if (listening) {
            listeners.add(listener);
        }
    }

    private void setOptions(ListenerEndpoint endpoint) throws IOException {
        if (options.reuseAddress()) {
            endpoint.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        }
        if (options.reusePort()) {
            endpoint.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
    }

    /** Tells whether the address is {@code ::} and the listener before it has {@code 0.0.0.0}. */
    private boolean mayClashWithOwn(InetSocketAddress address) {
        return port != 0
                && listeners.size() == 1
                && Resolver.familyOf(address) == StandardProtocolFamily.INET6
                && address.getAddress().isAnyLocalAddress()
                && listeners.get(0).localAddress() instanceof InetSocketAddress before
                && before.getAddress().isAnyLocalAddress();
    }

    private void finish() {
        if (result.done()) {
            closeAll();
            return;
        }
        if (listeners.isEmpty()) {
            fail(nothingToListenOn());
            return;
        }
        TcpServer server =
                new TcpServer(internals, protocolFactory, options, context, List.copyOf(listeners));
        if (options.startServing()) {
            server.startServing();
        }
        result.setResult(server);
    }

    private IOException nothingToListenOn() {
        if (skipped.size() == 1) {
            return skipped.get(0);
        }
        IOException failure =
                new BindException("could not bind on any address out of " + addresses);
        skipped.forEach(failure::addSuppressed);
        return failure;
    }

    private void fail(Throwable cause) {
        closeAll();
        if (!result.done()) {
            result.setException(cause);
        }
    }

    private void abandonIfCancelled() {
        if (result.cancelled()) {
            if (lookup != null) {
                lookup.cancel();
            }
            closeAll();
        }
    }

    private void closeAll() {
        listeners.forEach(TcpListener::close);
        listeners.clear();
    }
}
