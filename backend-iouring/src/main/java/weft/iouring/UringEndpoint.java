package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.completion.CompletionEndpoint;
import weft.linux.Errno;
import weft.spi.EndpointEvents;
import weft.spi.ResourceShortageException;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;

/**
 * What every endpoint shares: a descriptor, and operations on it. It is closed through the ring,
 * too; until then the kernel holds the file for operations in flight, and no FIN leaves.
 */
abstract class UringEndpoint<E extends EndpointEvents> extends CompletionEndpoint<E> {
    /** Kinds of operations, told apart in completions. */
    static final int RECEIVE = 1;

    static final int RECEIVE_INTO = 2;
    static final int SEND = 3;
    static final int CONNECT = 4;
    static final int ACCEPT = 5;
    static final int POLL_READ = 6;
    static final int POLL_WRITE = 7;
    static final int FAIL = 8;

    final IoUringBackend backend;
    private final int fd;
    private final boolean owned;

    /**
     * @param owned whether closing the endpoint closes the descriptor
     */
    UringEndpoint(IoUringBackend backend, int fd, boolean owned) {
        super(backend, new UringDescriptor(fd));
        this.backend = backend;
        this.fd = fd;
        this.owned = owned;
        if (owned) {
            backend.descriptors().own(fd);
        }
    }

    final int fd() {
        return fd;
    }

    /** Submits an operation on the descriptor; one completion or more will name {@code kind}. */
    final void submit(
            int kind, int operation, long off, long address, int length, int flags, int group) {
        started();
        backend.ring().submit(operation, fd, off, address, length, flags, group, key(kind));
    }

    /** Cancels the operation of a kind; it completes in any case, cancelled or not. */
    final void cancel(int kind) {
        backend.cancel(key(kind));
    }

    @Override
    protected final void onClosing() {
        if (owned) {
            backend.descriptors().disown(fd);
        }
    }

    @Override
    protected final void giveUp() {
        // A borrowed descriptor stays open: the no-op makes onClosed come from a poll all the same.
        // A failing close has closed the descriptor nevertheless (close(2)).
        submit(CLOSE, owned ? Abi.IORING_OP_CLOSE : Abi.IORING_OP_NOP, 0, 0, 0, 0, 0);
    }

    @Override
    protected final void release() {
        if (owned) {
            backend.libc().close(fd);
        }
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return isClosing() ? null : backend.names().local(fd);
    }

    @Override
    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        requireOpen();
        backend.options().set(fd, option, value);
    }

    @Override
    public final <T> T getOption(SocketOption<T> option) throws IOException {
        requireOpen();
        return backend.options().get(fd, option);
    }

    /** Builds the exception for a failed operation on this endpoint. */
    static IOException failure(int result, String operation, @Nullable Object address) {
        return Errno.isExhaustion(-result)
                ? new ResourceShortageException(Errno.message(-result, operation, address))
                : Errno.exception(-result, operation, address);
    }
}
