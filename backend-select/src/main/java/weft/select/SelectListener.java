package weft.select;

import org.jspecify.annotations.Nullable;

import weft.readiness.ListenerSocket;
import weft.readiness.StreamSocket;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Makes the calls of a {@link ServerSocketChannel}. */
final class SelectListener extends SelectPollable<ServerSocketChannel> implements ListenerSocket {
    private final ProtocolFamily family;
    private int wildcardPort;

    SelectListener(SelectFacility facility, ServerSocketChannel channel, ProtocolFamily family) {
        super(facility, channel);
        facility.own(channel);
        this.family = family;
    }

    /**
     * {@inheritDoc}
     *
     * <p>java.nio opens an {@code INET6} socket for both families and offers no {@code
     * IPV6_V6ONLY}, so that {@code ::} and {@code 0.0.0.0} collide on one port, where asyncio binds
     * both. Linux lets two sockets of one user share a port if both have {@code SO_REUSEPORT} while
     * the second is bound, and gives an IPv4 connection to the IPv4 socket. So the option is set on
     * both for that time, but only if what is in the way is a listener of this loop, of the other
     * family.
     */
    @Override
    public void listen(SocketAddress local, int backlog) throws IOException {
        try {
            channel.bind(local, backlog);
        } catch (BindException e) {
            SelectListener other = inTheWay(local);
            if (other == null) {
                throw e;
            }
            bindBeside(other, local, backlog);
        }
        if (channel.getLocalAddress() instanceof InetSocketAddress bound
                && bound.getAddress().isAnyLocalAddress()) {
            wildcardPort = bound.getPort();
            facility.wildcardListeners().add(this);
        }
    }

    @Override
    public @Nullable StreamSocket accept() throws IOException {
        SocketChannel connection = channel.accept();
        return connection == null ? null : facility.stream(connection);
    }

    @Override
    public void close() {
        if (wildcardPort != 0) {
            facility.wildcardListeners().remove(this);
        }
        super.close();
    }

    private @Nullable SelectListener inTheWay(SocketAddress local) {
        if (local instanceof InetSocketAddress inet
                && inet.getAddress().isAnyLocalAddress()
                && channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            for (SelectListener other : facility.wildcardListeners()) {
                if (other.wildcardPort == inet.getPort() && other.family != family) {
                    return other;
                }
            }
        }
        return null;
    }

    private void bindBeside(SelectListener other, SocketAddress local, int backlog)
            throws IOException {
        boolean otherShares = other.getOption(StandardSocketOptions.SO_REUSEPORT);
        boolean shares = getOption(StandardSocketOptions.SO_REUSEPORT);
        try {
            other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            setOption(StandardSocketOptions.SO_REUSEPORT, true);
            channel.bind(local, backlog);
        } finally {
            other.setOption(StandardSocketOptions.SO_REUSEPORT, otherShares);
            setOption(StandardSocketOptions.SO_REUSEPORT, shares);
        }
    }
}
