package weft.testkit;

import org.jspecify.annotations.Nullable;

import weft.spi.Descriptor;
import weft.spi.Endpoint;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;

/** What every endpoint of a {@link CountedBackend} hands on. */
abstract class CountedEndpoint<E extends Endpoint> implements Endpoint {
    final E endpoint;

    CountedEndpoint(E endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public Descriptor descriptor() {
        return endpoint.descriptor();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return endpoint.localAddress();
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        endpoint.setOption(option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return endpoint.getOption(option);
    }

    @Override
    public void close() {
        endpoint.close();
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
