package weft.bench.netty;

import io.netty.channel.unix.Errors.NativeIoException;

import weft.linux.Errno;

import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** Turns Netty's exceptions into those that the other loops throw. */
final class NettyErrors {
    private NettyErrors() {}

    /**
     * Finds the error number behind an exception of Netty's and makes the JDK's exception of it.
     *
     * @param failure the exception; a runtime exception may wrap it
     * @param operation what was attempted
     */
    static IOException translate(Exception failure, String operation) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof NativeIoException known) {
                return Errno.unnamed(-known.expectedErr(), operation);
            }
            if (each instanceof NotYetConnectedException) {
                return Errno.unnamed(Errno.ENOTCONN, operation);
            }
            if (each instanceof IOException other) {
                return other;
            }
        }
        return new IOException(operation + ": " + failure, failure);
    }
}
