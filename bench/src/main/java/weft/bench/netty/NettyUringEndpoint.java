package weft.bench.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;

import org.jspecify.annotations.Nullable;

import weft.bench.netty.NettyUringOperation.Opcode;
import weft.completion.CompletionEndpoint;
import weft.linux.Errno;
import weft.spi.EndpointEvents;
import weft.spi.ResourceShortageException;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;

/**
 * What every endpoint shares: a descriptor, and a registration with Netty's handler. Completions
 * find their endpoint by the number that the handler gave it, which no other gets.
 */
abstract class NettyUringEndpoint<E extends EndpointEvents> extends CompletionEndpoint<E>
        implements IoUringIoHandle {
    static final short RECEIVE = 1;
    static final short SEND = 2;
    static final short CONNECT = 3;
    static final short ACCEPT = 4;
    static final short POLL = 5;
    static final short CANCEL = 6;

    /** More completions of this operation follow (io_uring_enter(2)). */
    private static final int MORE = 1 << 1;

    final NettyUringBackend backend;
    private final int fd;
    private final boolean owned;
    private final IoRegistration registration;
    private final NettyUringOperation closeOperation = new NettyUringOperation(this, (short) CLOSE);

    /**
     * @param owned whether closing the endpoint closes the descriptor
     */
    @SuppressWarnings("this-escape") // the handler only looks at it when something completes
    NettyUringEndpoint(NettyUringBackend backend, int fd, boolean owned) throws IOException {
        super(backend, new NettyDescriptor(fd));
        this.backend = backend;
        this.fd = fd;
        this.owned = owned;
        try {
            this.registration = backend.driver().register(this);
        } catch (IOException e) {
            forget();
            throw e;
        }
        if (owned) {
            backend.descriptors().own(fd);
        }
    }

    final int fd() {
        return fd;
    }

    final IoRegistration registration() {
        return registration;
    }

    /** Returns the operation that a completion is of. */
    abstract NettyUringOperation operation(int kind);

    /** Handles a completion of an open endpoint; the operation may be started anew. */
    abstract void completed(int kind, int result);

    /** Takes back what a completion of a closing endpoint carries, such as memory. */
    abstract void dropped(int kind, int result);

    @Override
    public final void handle(IoRegistration from, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        int kind = (short) completion.userData();
        boolean last = (completion.flags() & MORE) == 0;
        try {
            if (last && kind != CLOSE && kind != CANCEL) {
                operation(kind).ended();
            }
            complete(kind, completion.res(), completion.flags(), last);
        } catch (RuntimeException e) {
            backend.driver().fail(e);
        }
    }

    @Override
    protected final void onCompletion(int kind, int result, int flags) {
        if (kind != CANCEL) {
            completed(kind, result);
        }
    }

    @Override
    protected final void discard(int kind, int result, int flags) {
        if (kind != CANCEL) {
            dropped(kind, result);
        }
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
        closeOperation.start(owned ? Opcode.CLOSE : Opcode.NOP, 0, 0, 0, 0);
    }

    @Override
    protected final void onClosed() {
        registration.cancel();
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
