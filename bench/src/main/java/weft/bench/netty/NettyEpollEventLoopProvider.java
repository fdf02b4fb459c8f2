package weft.bench.netty;

import weft.readiness.ReadinessBackend;
import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.BackendProvider;

import java.io.IOException;

/**
 * Provides loops over Netty's native epoll transport under the name {@code netty-epoll}. Never
 * chosen by default: it is here to be compared.
 */
public final class NettyEpollEventLoopProvider implements BackendProvider {
    private static final int PRIORITY = -1;

    /** Creates a provider; nothing is loaded before it is asked for. */
    public NettyEpollEventLoopProvider() {}

    /** {@inheritDoc} */
    @Override
    public String name() {
        return NettyEpollFacility.NAME;
    }

    /** {@inheritDoc} */
    @Override
    public int priority() {
        return PRIORITY;
    }

    /** {@inheritDoc} */
    @Override
    public Availability availability() {
        return NettyLoops.availability(name(), this::newBackend);
    }

    /** {@inheritDoc} */
    @Override
    public boolean existsOn(String systemName) {
        return NettyLoops.existOn(systemName);
    }

    /** {@inheritDoc} */
    @Override
    public Backend newBackend() throws IOException {
        return new ReadinessBackend(new NettyEpollFacility());
    }
}
