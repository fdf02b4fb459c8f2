package weft.testkit.simulation;

import org.jspecify.annotations.Nullable;

import weft.spi.ResourceShortageException;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;

/** Builds the exceptions of the simulated network, in the words of the C library. */
final class SimulatedErrors {
    private SimulatedErrors() {}

    static ConnectException refused(SocketAddress remote) {
        return new ConnectException("connect to " + remote + ": Connection refused");
    }

    static BindException inUse(SocketAddress local) {
        return new BindException("bind " + local + ": Address already in use");
    }

    static BindException notLocal(SocketAddress local) {
        return new BindException("bind " + local + ": Cannot assign requested address");
    }

    static SocketException reset(String operation, @Nullable SocketAddress remote) {
        return new SocketException(operation + " " + remote + ": Connection reset by peer");
    }

    static SocketException brokenPipe(@Nullable SocketAddress remote) {
        return new SocketException("send to " + remote + ": Broken pipe");
    }

    static SocketException notConnected(String operation) {
        return new SocketException(operation + ": Transport endpoint is not connected");
    }

    static IOException tooManyFiles(String operation, int limit) {
        return new ResourceShortageException(
                operation
                        + ": Too many open files; the simulation's limit is "
                        + limit
                        + " descriptors");
    }
}
