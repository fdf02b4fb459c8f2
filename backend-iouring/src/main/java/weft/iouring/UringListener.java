package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.completion.AcceptQueue;
import weft.linux.Constants;
import weft.linux.Errno;
import weft.spi.ListenerEndpoint;
import weft.spi.ListenerEvents;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.net.SocketAddress;

/** A listening socket with one multishot accept. */
final class UringListener extends UringEndpoint<ListenerEvents>
        implements ListenerEndpoint, AcceptQueue.Acceptor {
    private static final int ACCEPT_OPERATION =
            Abi.IORING_OP_ACCEPT | (Abi.IORING_ACCEPT_MULTISHOT << 16);

    private final int family;
    private final AcceptQueue queue;
    private @Nullable SocketAddress local;
    private boolean armed;
    private boolean cancelling;

    @SuppressWarnings("this-escape") // the queue only keeps its listener
    UringListener(IoUringBackend backend, int fd, int family) {
        super(backend, fd, true);
        this.family = family;
        this.queue = new AcceptQueue(backend, this, this);
    }

    @Override
    public void listen(SocketAddress address, int backlog) throws IOException {
        requireOpen();
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog " + backlog + " is below 1");
        }
        int result = backend.names().bind(fd(), family, address);
        if (result < 0) {
            throw failure(result, "bind", address);
        }
        result = backend.sockets().listen(fd(), backlog);
        if (result < 0) {
            throw failure(result, "listen", address);
        }
        local = localAddress();
    }

    @Override
    public void startAccept(int burst) {
        queue.start(burst);
    }

    @Override
    public void stopAccept() {
        queue.stop();
    }

    @Override
    public void arm() {
        if (!armed) {
            armed = true;
            submit(ACCEPT, ACCEPT_OPERATION, 0, 0, 0, Constants.SOCK_CLOEXEC, 0);
        }
    }

    @Override
    public void disarm() {
        if (armed && !cancelling) {
            cancelling = true;
            cancel(ACCEPT);
        }
    }

    @Override
    public StreamEndpoint open(long accepted) {
        int fd = (int) accepted;
        return new UringStream(backend, fd, family, backend.names().remote(fd));
    }

    @Override
    public void drop(long accepted) {
        backend.libc().close((int) accepted);
    }

    @Override
    protected void cancelAll() {
        queue.stopForGood();
    }

    @Override
    protected void onCompletion(int kind, int result, int flags) {
        if ((flags & Abi.IORING_CQE_F_MORE) == 0) {
            armed = false;
            cancelling = false;
        }
        if (result >= 0) {
            queue.accepted(result);
        } else if (isTransient(-result)) {
            queue.goOn();
        } else {
            queue.failed(failure(result, "accept on", local));
        }
    }

    /** Errors of one connection that never came to be, and our own cancellation: accept(2). */
    private static boolean isTransient(int errno) {
        return switch (errno) {
            case Errno.ECANCELED,
                    Errno.EINTR,
                    Errno.EAGAIN,
                    Errno.ECONNABORTED,
                    Errno.EPROTO,
                    Errno.ENETUNREACH,
                    Errno.EHOSTUNREACH ->
                    true;
            default -> false;
        };
    }

    @Override
    protected void discard(int kind, int result, int flags) {
        if (result >= 0) {
            drop(result);
        }
    }
}
