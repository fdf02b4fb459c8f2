package weft;

import org.jspecify.annotations.Nullable;

import java.net.ProtocolFamily;

/**
 * Says how a server listens. The asyncio counterparts are the keyword arguments of {@code
 * create_server}.
 *
 * @param backlog how many connections may wait to be accepted, at least 1
 * @param startServing whether to accept at once
 * @param reuseAddress whether an address in TIME_WAIT may be bound
 * @param reusePort whether several servers may bind the same port
 * @param keepAlive whether connections probe a silent peer (SO_KEEPALIVE)
 * @param family the only family to listen on, or null for all that the host resolves to
 */
public record ServerOptions(
        int backlog,
        boolean startServing,
        boolean reuseAddress,
        boolean reusePort,
        boolean keepAlive,
        @Nullable ProtocolFamily family) {
    /** asyncio's defaults: a backlog of 100, accepting at once, reusing addresses. */
    public static final ServerOptions DEFAULTS =
            new ServerOptions(100, true, true, false, false, null);

    /** Checks the backlog. */
    public ServerOptions {
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog " + backlog + " is below 1");
        }
    }

    /**
     * Returns the same options with another backlog.
     *
     * @param connections how many connections may wait, at least 1
     * @return the options
     */
    public ServerOptions withBacklog(int connections) {
        return new ServerOptions(
                connections, startServing, reuseAddress, reusePort, keepAlive, family);
    }

    /**
     * Returns the same options, accepting at once or only after {@link Server#startServing}.
     *
     * @param start whether to accept at once
     * @return the options
     */
    public ServerOptions withStartServing(boolean start) {
        return new ServerOptions(backlog, start, reuseAddress, reusePort, keepAlive, family);
    }

    /**
     * Returns the same options with or without the reuse of addresses.
     *
     * @param reuse whether an address in TIME_WAIT may be bound
     * @return the options
     */
    public ServerOptions withReuseAddress(boolean reuse) {
        return new ServerOptions(backlog, startServing, reuse, reusePort, keepAlive, family);
    }

    /**
     * Returns the same options with or without the sharing of ports.
     *
     * @param reuse whether several servers may bind the same port
     * @return the options
     */
    public ServerOptions withReusePort(boolean reuse) {
        return new ServerOptions(backlog, startServing, reuseAddress, reuse, keepAlive, family);
    }

    /**
     * Returns the same options with or without keep-alive probes.
     *
     * @param probe whether connections probe a silent peer
     * @return the options
     */
    public ServerOptions withKeepAlive(boolean probe) {
        return new ServerOptions(backlog, startServing, reuseAddress, reusePort, probe, family);
    }

    /**
     * Returns the same options for one family only.
     *
     * @param only the family, or null for all that the host resolves to
     * @return the options
     */
    public ServerOptions withFamily(@Nullable ProtocolFamily only) {
        return new ServerOptions(backlog, startServing, reuseAddress, reusePort, keepAlive, only);
    }
}
