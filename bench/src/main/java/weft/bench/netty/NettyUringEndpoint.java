package weft.bench.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;

import org.jspecify.annotations.Nullable;

import weft.bench.netty.NettyUringOperation.Opcode;
import weft.linux.Errno;
import weft.spi.Descriptor;
import weft.spi.Endpoint;
import weft.spi.EndpointEvents;
import weft.spi.ResourceShortageException;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Objects;

/**
 * What every endpoint shares: a descriptor, a registration with Netty's handler, and closing.
 *
 * <p>Completions find their endpoint by the number that the handler gave it, which no other gets.
 * Closing is a countdown: everything in flight is cancelled and waited for, then the descriptor is
 * closed through the ring, and when that is done the registration ends and {@code onClosed} comes.
 */
abstract class NettyUringEndpoint implements Endpoint, IoUringIoHandle {
    static final short RECEIVE = 1;
    static final short SEND = 2;
    static final short CONNECT = 3;
    static final short ACCEPT = 4;
    static final short POLL = 5;
    static final short CANCEL = 6;
    static final short CLOSE = 7;

    /** More completions of this operation follow (io_uring_enter(2)). */
    static final int MORE = 1 << 1;

    final NettyUringBackend backend;
    private final NettyDescriptor descriptor;
    private final boolean owned;
    private final IoRegistration registration;
    private final NettyUringOperation closeOperation = new NettyUringOperation(this, CLOSE);
    private int inFlight;
    private boolean closing;

    /**
     * @param owned whether closing the endpoint closes the descriptor
     */
    @SuppressWarnings("this-escape") // the handler only looks at it when something completes
    NettyUringEndpoint(NettyUringBackend backend, int fd, boolean owned) throws IOException {
        this.backend = backend;
        this.descriptor = new NettyDescriptor(fd);
        this.owned = owned;
        this.registration = backend.register(this);
    }

    final int fd() {
        return descriptor.fd();
    }

    final boolean isClosing() {
        return closing;
    }

    final IoRegistration registration() {
        return registration;
    }

    /** Returns the receiver of events, or null if none was attached. */
    abstract @Nullable EndpointEvents events();

    /** Returns the operation that a completion is of. */
    abstract NettyUringOperation operation(short kind);

    /** Handles a completion of an open endpoint; the operation may be started anew. */
    abstract void onCompletion(short kind, int result);

    /** Takes back what a completion of a closing endpoint carries, such as memory. */
    abstract void discard(short kind, int result);

    /** Cancels everything in flight. */
    abstract void cancelAll();

    /** Counts an operation that completes later. */
    final void started() {
        inFlight++;
        backend.countStarted();
    }

    @Override
    public final void handle(IoRegistration from, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        try {
            complete((short) completion.userData(), completion.res(), completion.flags());
        } catch (RuntimeException e) {
            backend.driver().fail(e);
        }
    }

    private void complete(short kind, int result, int flags) {
        boolean last = (flags & MORE) == 0;
        if (last) {
            inFlight--;
            backend.countEnded();
        }
        if (kind == CLOSE) {
            closed();
            return;
        }
        if (kind != CANCEL) {
            if (last) {
                operation(kind).ended();
            }
            if (closing) {
                discard(kind, result);
            } else {
                onCompletion(kind, result);
            }
        }
        closeDescriptorWhenIdle();
    }

    private void closed() {
        registration.cancel();
        backend.forget(this);
        EndpointEvents receiver = events();
        if (receiver != null && !backend.isClosed()) {
            backend.countEvent();
            receiver.onClosed();
        }
    }

    @Override
    public final void close() {
        if (!closing) {
            closing = true;
            cancelAll();
            closeDescriptorWhenIdle();
        }
    }

    private void closeDescriptorWhenIdle() {
        if (closing && inFlight == 0 && !closeOperation.isInFlight()) {
            // A borrowed descriptor stays open: the no-op makes onClosed come from a poll all the
            // same. A failing close has closed the descriptor nevertheless (close(2)).
            closeOperation.start(owned ? Opcode.CLOSE : Opcode.NOP, 0, 0, 0, 0);
        }
    }

    /** Closes the descriptor at once, when the ring could not; for the end of the backend. */
    final void release() {
        if (owned) {
            backend.libc().close(fd());
        }
    }

    final void requireOpen() {
        if (closing) {
            throw new IllegalStateException(descriptor + " is closed");
        }
    }

    final <T extends EndpointEvents> T requireAttached(@Nullable T receiver) {
        requireOpen();
        if (receiver == null) {
            throw new IllegalStateException(descriptor + " has no receiver of events yet");
        }
        return receiver;
    }

    static <T> T attachOnce(@Nullable T present, T receiver) {
        if (present != null) {
            throw new IllegalStateException("a receiver of events is attached already");
        }
        return Objects.requireNonNull(receiver, "receiver");
    }

    @Override
    public final Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return closing ? null : backend.names().local(fd());
    }

    @Override
    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        requireOpen();
        backend.options().set(fd(), option, value);
    }

    @Override
    public final <T> T getOption(SocketOption<T> option) throws IOException {
        requireOpen();
        return backend.options().get(fd(), option);
    }

    /** Builds the exception for a failed operation on this endpoint. */
    static IOException failure(int result, String operation, @Nullable Object address) {
        return Errno.isExhaustion(-result)
                ? new ResourceShortageException(Errno.message(-result, operation, address))
                : Errno.exception(-result, operation, address);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + descriptor + (closing ? ", closing]" : "]");
    }
}
