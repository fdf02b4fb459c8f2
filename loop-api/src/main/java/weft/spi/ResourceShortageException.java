package weft.spi;

import java.io.Serial;
import java.net.SocketException;

/**
 * Says that the system ran out of descriptors, buffers or memory: the same call may succeed later.
 * A server that gets it while accepting stops for a second instead of trying again at once; every
 * other failure to accept is taken for the connection's own. Backends throw and deliver it for what
 * POSIX calls {@code EMFILE}, {@code ENFILE}, {@code ENOBUFS} and {@code ENOMEM}, the four that
 * asyncio looks for.
 */
public final class ResourceShortageException extends SocketException {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the operation, its address, what ran out, and what helps
     */
    public ResourceShortageException(String message) {
        super(message);
    }
}
