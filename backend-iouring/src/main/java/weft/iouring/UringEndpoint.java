package weft.iouring;

import org.jspecify.annotations.Nullable;

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
 * What every endpoint shares: a descriptor, a slot, and closing.
 *
 * <p>Closing is a countdown. A descriptor that operations in flight refer to is not really closed
 * (the kernel holds the file, and no FIN leaves), and the memory they use is still written to. So
 * close cancels them, waits until each has completed, and only then closes the descriptor, through
 * the ring too; the slot is freed and {@code onClosed} delivered when that completes.
 *
 * <pre>
 *   open --close()--> cancelling --last completion--> closing the descriptor --completion--> closed
 * </pre>
 */
abstract class UringEndpoint implements Endpoint {
    /** Kinds of operations, told apart in completions. */
    static final int RECEIVE = 1;

    static final int RECEIVE_INTO = 2;
    static final int SEND = 3;
    static final int CONNECT = 4;
    static final int ACCEPT = 5;
    static final int POLL_READ = 6;
    static final int POLL_WRITE = 7;
    static final int FAIL = 8;
    static final int CLOSE = 9;

    final IoUringBackend backend;
    private final UringDescriptor descriptor;
    private final boolean owned;
    private final int slot;
    private int inFlight;
    private boolean closing;
    private boolean descriptorClosing;

    /**
     * @param owned whether closing the endpoint closes the descriptor
     */
    @SuppressWarnings("this-escape") // the slot is only looked up by later completions
    UringEndpoint(IoUringBackend backend, int fd, boolean owned) {
        this.backend = backend;
        this.descriptor = new UringDescriptor(fd);
        this.owned = owned;
        this.slot = backend.slots().claim(this);
    }

    final int fd() {
        return descriptor.fd();
    }

    final boolean isClosing() {
        return closing;
    }

    /** Returns the receiver of events, or null if none was attached. */
    abstract @Nullable EndpointEvents events();

    /**
     * Handles a completion of an open endpoint. The operation is over unless more are announced.
     */
    abstract void onCompletion(int kind, int result, int flags);

    /** Takes back what a completion of a closing endpoint carries, such as a buffer. */
    abstract void discard(int kind, int result, int flags);

    /** Cancels everything in flight. */
    abstract void cancelAll();

    /** Submits an operation on the descriptor; one completion or more will name {@code kind}. */
    final void submit(
            int kind, int operation, long off, long address, int length, int flags, int group) {
        inFlight++;
        long userData = backend.slots().userData(slot, kind);
        backend.submit(operation, fd(), off, address, length, flags, group, userData);
    }

    /** Cancels the operation of a kind; it completes in any case, cancelled or not. */
    final void cancel(int kind) {
        backend.cancel(backend.slots().userData(slot, kind));
    }

    /** Handles a completion: the entry point for the backend. */
    final void complete(int kind, int result, int flags) {
        if ((flags & Abi.IORING_CQE_F_MORE) == 0) {
            inFlight--;
        }
        if (kind == CLOSE) {
            backend.slots().free(slot);
            EndpointEvents events = events();
            if (events != null) {
                backend.countEvent();
                events.onClosed();
            }
            return;
        }
        if (closing) {
            discard(kind, result, flags);
        } else {
            onCompletion(kind, result, flags);
        }
        closeDescriptorWhenIdle();
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
        if (closing && inFlight == 0 && !descriptorClosing) {
            descriptorClosing = true;
            // A borrowed descriptor stays open: the no-op makes onClosed come from a poll all the
            // same. A failing close has closed the descriptor nevertheless (close(2)).
            submit(CLOSE, owned ? Abi.IORING_OP_CLOSE : Abi.IORING_OP_NOP, 0, 0, 0, 0, 0);
        }
    }

    /** Takes back what a completion carries when the whole backend closes, without events. */
    final void discardAtEnd(int kind, int result, int flags) {
        if (kind == CLOSE) {
            backend.slots().free(slot);
        } else {
            discard(kind, result, flags);
        }
    }

    /** Closes the descriptor at once; for the end of the backend, when nothing is in flight. */
    final void release() {
        dropWaiting();
        if (owned) {
            backend.libc().close(fd());
        }
    }

    /** Closes what waits here for a later poll, and is no endpoint yet. */
    void dropWaiting() {}

    final void requireOpen() {
        if (closing) {
            throw new IllegalStateException(descriptor + " is closed");
        }
    }

    final <T extends EndpointEvents> T requireAttached(@Nullable T events) {
        requireOpen();
        if (events == null) {
            throw new IllegalStateException(descriptor + " has no receiver of events yet");
        }
        return events;
    }

    static <T> T attachOnce(@Nullable T present, T events) {
        if (present != null) {
            throw new IllegalStateException("a receiver of events is attached already");
        }
        return Objects.requireNonNull(events, "events");
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
